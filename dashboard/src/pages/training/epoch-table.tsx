import { Badge, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { TrainingView } from "../../api/schema.gen.ts";
import { formatNumber, formatShare } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";

/** Every epoch with its figures and its sentence. */
export function EpochTable({ training }: { readonly training: TrainingView }): ReactNode {
  const { epochs, bestEpoch } = training;
  return (
    <ScrollBox label="Epochs" most={480}>
      <Table fz="sm" stickyHeader miw={680}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">Epoch</Table.Th>
            <Table.Th ta="right">Loss, training</Table.Th>
            <Table.Th ta="right">validation</Table.Th>
            <Table.Th ta="right">Accuracy, training</Table.Th>
            <Table.Th ta="right">validation</Table.Th>
            <Table.Th ta="right">Learning rate</Table.Th>
            <Table.Th>What it means</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {epochs.map((epoch) => (
            <Table.Tr key={epoch.epoch}>
              <Table.Td ta="right">{epoch.epoch}</Table.Td>
              <Table.Td ta="right">{formatNumber(epoch.trainLoss)}</Table.Td>
              <Table.Td ta="right">{formatNumber(epoch.validationLoss)}</Table.Td>
              <Table.Td ta="right">{formatShare(epoch.trainAccuracy)}</Table.Td>
              <Table.Td ta="right">{formatShare(epoch.validationAccuracy)}</Table.Td>
              <Table.Td ta="right">{formatNumber(epoch.learningRate)}</Table.Td>
              <Table.Td>
                {epoch.note}
                {epoch.epoch === bestEpoch ? (
                  <Badge ml="xs" size="sm" variant="light" color="teal" c="var(--mantine-color-text)">
                    best, ships
                  </Badge>
                ) : null}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
