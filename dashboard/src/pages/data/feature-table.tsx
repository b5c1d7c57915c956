import { Anchor, Code, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { FeatureWords } from "../../api/schema.gen.ts";
import { formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
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
      <ScrollBox label="Features" most={360}>
        <Table fz="sm" stickyHeader miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Feature</Table.Th>
              <Table.Th>What it is</Table.Th>
              <Table.Th>Reads</Table.Th>
              <Table.Th ta="right">Missing</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {features.map(({ name, words, reads, missingShare }) => (
              <Table.Tr key={name} {...(name === chosen ? { "aria-current": true } : {})}>
                <Table.Td>
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
                </Table.Td>
                <Table.Td>
                  <Code>{words}</Code>
                </Table.Td>
                <Table.Td>{reads.length === 0 ? "that there were events" : reads.join(", ")}</Table.Td>
                <Table.Td ta="right">{formatShare(missingShare)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
}
