import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThresholdRow } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
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
    <DataTable
      label="Figures at this threshold"
      rows={figures}
      rowKey={({ title }) => title}
      columns={[
        { header: "Figure", cell: ({ title }) => title },
        { header: "Here", kind: "number", cell: ({ of, format }) => <b>{format(of(row))}</b> },
        {
          header: "Own",
          kind: "number",
          cell: ({ of, format }) => (
            <Text span inherit c="dimmed">
              {own === undefined ? "–" : format(of(own))}
            </Text>
          ),
        },
      ]}
    />
  );
}
