import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThresholdRow } from "../../api/schema.gen.ts";
import { formatNumber, formatShare } from "../../parts/format.ts";

const share = (value: number | null) => formatShare(value);

const figures = [
  { title: "Accuracy", of: (row: ThresholdRow) => row.accuracy, format: share },
  { title: "Precision", of: (row: ThresholdRow) => row.precision, format: share },
  { title: "Recall", of: (row: ThresholdRow) => row.recall, format: share },
  { title: "F1", of: (row: ThresholdRow) => row.f1, format: formatNumber },
  { title: "False positive rate", of: (row: ThresholdRow) => row.falsePositiveRate, format: share },
  { title: "Cost of the errors", of: (row: ThresholdRow) => row.cost, format: formatNumber },
] as const;

interface ThresholdFiguresProps {
  readonly row: ThresholdRow;
  /** At the model's own threshold. */
  readonly own: ThresholdRow | undefined;
}

/** The figures at a threshold, beside those at the model's own. */
export function ThresholdFigures({ row, own }: ThresholdFiguresProps): ReactNode {
  return (
    <Table fz="sm" aria-label="Figures at this threshold">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Figure</Table.Th>
          <Table.Th ta="right">Here</Table.Th>
          <Table.Th ta="right">Own</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {figures.map(({ title, of, format }) => (
          <Table.Tr key={title}>
            <Table.Td>{title}</Table.Td>
            <Table.Td ta="right">
              <b>{format(of(row))}</b>
            </Table.Td>
            <Table.Td ta="right">
              <Text span inherit c="dimmed">
                {own === undefined ? "–" : format(of(own))}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
