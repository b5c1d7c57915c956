import { Anchor, Code } from "@mantine/core";
import type { ReactNode } from "react";
import type { FeatureWords } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { useDataSearch } from "./use-data-search.ts";

interface FeatureTableProps {
  readonly features: readonly FeatureWords[];
  readonly chosen: string | null;
}

/** The features that were made, as they are defined. */
export function FeatureTable({ features, chosen }: FeatureTableProps): ReactNode {
  const change = useDataSearch();
  if (features.length === 0) return null;
  return (
    <Panel title="Features" note="Choose one for its SQL and its values by the label.">
      <DataTable
        label="Features"
        stacks
        leastWidth={560}
        mostHeight={360}
        rows={features}
        rowKey={({ name }) => name}
        isCurrent={({ name }) => name === chosen}
        columns={[
          {
            header: "Feature",
            cell: ({ name }) => (
              <Anchor
                component="button"
                type="button"
                size="sm"
                ta="left"
                fw={name === chosen ? 700 : 400}
                onClick={() => change({ feature: name })}
              >
                {name}
              </Anchor>
            ),
          },
          { header: "What it is", cell: ({ words }) => <Code>{words}</Code> },
          {
            header: "Reads",
            cell: ({ reads }) => (reads.length === 0 ? "that there were events" : reads.join(", ")),
          },
          { header: "Missing", kind: "number", cell: ({ missingShare }) => formatShare(missingShare) },
        ]}
      />
    </Panel>
  );
}
