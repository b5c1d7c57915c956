import { Anchor, Badge, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListedModel } from "../../api/schema.gen.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { formatBytes, formatMs, formatNumber, formatShare } from "../../parts/format.ts";
import { TimeText } from "../../parts/time-text.tsx";
import { PromoteButton } from "./promote-button.tsx";
import type { PromoteDialogProps } from "./promote-dialog.tsx";

interface ModelTableProps {
  readonly models: readonly ListedModel[];
  readonly standing: PromoteDialogProps["standing"];
}

const facts: readonly DataColumn<ListedModel>[] = [
  { header: "Version", cell: (model) => <Version model={model} /> },
  {
    header: "Gates",
    cell: ({ passed }) => (
      <Text size="sm" c={passed ? "var(--state-good)" : "var(--state-bad)"}>
        {passed ? "✓\u00a0passed" : "✗\u00a0failed"}
      </Text>
    ),
  },
  { header: "Built", cell: ({ createdAt }) => <TimeText at={createdAt} /> },
  { header: "Ships", cell: ({ shipped }) => shipped?.kind ?? "–" },
  { header: "Size", kind: "number", cell: ({ shipped }) => formatBytes(shipped?.bytes) },
  {
    header: "p99",
    kind: "number",
    cell: ({ shipped }) => (shipped === null ? "–" : formatMs(shipped.p99Us / 1_000)),
  },
  { header: "Measured", kind: "number", cell: ({ shipped }) => measured(shipped) },
];

export function ModelTable({ models, standing }: ModelTableProps): ReactNode {
  return (
    <DataTable
      showsAll
      label="Versions"
      leastWidth={760}
      rows={models}
      rowKey={({ version }) => version}
      columns={[
        ...facts,
        {
          header: "Promote",
          kind: "button",
          cell: (model) =>
            model.version === standing.champion ? null : <PromoteButton model={model} standing={standing} />,
        },
      ]}
    />
  );
}

function Version({ model }: { readonly model: ListedModel }): ReactNode {
  const { version, alias, learnedFromErased } = model;
  return (
    <>
      <Anchor component={Link} to={`/models/${version}`} size="sm" fw={500} mr="xs">
        {version}
      </Anchor>
      {alias === null ? null : (
        <Badge variant="light" miw="fit-content" color={alias === "champion" ? "blue" : "grape"}>
          {alias}
        </Badge>
      )}
      {learnedFromErased === 0 ? null : (
        <Text size="xs" c="var(--state-warn)">
          learned from entities that were erased since
        </Text>
      )}
    </>
  );
}

/** What the version was worth when it was built. */
function measured(shipped: ListedModel["shipped"]): string {
  if (shipped === null) return "–";
  if (shipped.accuracy !== null) return `accuracy ${formatShare(shipped.accuracy)}`;
  return `RMSE ${formatNumber(shipped.rmse)}`;
}
