import { Anchor, Badge, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListedModel } from "../../api/schema.gen.ts";
import { formatBytes, formatMs, formatNumber, formatShare } from "../../parts/format.ts";
import { TimeText } from "../../parts/time-text.tsx";
import { PromoteButton } from "./promote-button.tsx";

interface ModelTableProps {
  readonly models: readonly ListedModel[];
  readonly champion: number | null;
}

export function ModelTable({ models, champion }: ModelTableProps): ReactNode {
  return (
    <Table.ScrollContainer minWidth={760} type="native" tabIndex={0} role="region" aria-label="Versions">
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>Gates</Table.Th>
            <Table.Th>Built</Table.Th>
            <Table.Th>Ships</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th ta="right">p99</Table.Th>
            <Table.Th ta="right">Measured</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {models.map((model) => (
            <ModelRow key={model.version} model={model} champion={champion} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ModelRow({ model, champion }: { readonly model: ListedModel; readonly champion: number | null }) {
  const { version, alias, passed, createdAt, shipped, learnedFromErased } = model;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/models/${version}`} fw={500} mr="xs">
          {version}
        </Anchor>
        {alias === null ? null : (
          <Badge variant="light" tt="none" color={alias === "champion" ? "blue" : "grape"}>
            {alias}
          </Badge>
        )}
        {learnedFromErased === 0 ? null : (
          <Text size="xs" c="var(--state-warn)">
            learned from entities that were erased since
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm" c={passed ? "var(--state-good)" : "var(--state-bad)"}>
          {passed ? "✓ passed" : "✗ failed"}
        </Text>
      </Table.Td>
      <Table.Td>
        <TimeText at={createdAt} />
      </Table.Td>
      <Table.Td>{shipped?.kind ?? "–"}</Table.Td>
      <Table.Td ta="right">{formatBytes(shipped?.bytes)}</Table.Td>
      <Table.Td ta="right">{shipped === null ? "–" : formatMs(shipped.p99Us / 1_000)}</Table.Td>
      <Table.Td ta="right">{measured(shipped)}</Table.Td>
      <Table.Td ta="right">
        {version === champion ? null : <PromoteButton model={model} champion={champion} />}
      </Table.Td>
    </Table.Tr>
  );
}

/** What the version was worth when it was built. */
function measured(shipped: ListedModel["shipped"]): string {
  if (shipped === null) return "–";
  if (shipped.accuracy !== null) return `accuracy ${formatShare(shipped.accuracy)}`;
  return `RMSE ${formatNumber(shipped.rmse)}`;
}
