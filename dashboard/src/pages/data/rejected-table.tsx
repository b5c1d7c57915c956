import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { RejectedRows } from "../../api/schema.gen.ts";
import { columnKind } from "../../parts/column-kind.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { formatCount } from "../../parts/format.ts";

type Rejected = RejectedRows["rows"][number];

/** Rows that left, each with its place among the rows that came and a value for each of `columns`. */
export function RejectedTable({ columns, rows }: Pick<RejectedRows, "columns" | "rows">): ReactNode {
  return (
    <DataTable
      showsAll
      label="Rows that left"
      leastWidth={120 * columns.length}
      mostHeight={420}
      rows={rows}
      rowKey={({ row, values }) => `${row} ${values[0]}`}
      columns={[
        { header: "Row", kind: "number", cell: ({ row }) => formatCount(row) },
        ...columns.map(
          (header, at): DataColumn<Rejected> => ({
            header,
            kind: columnKind(rows.map(({ values }) => values[at])),
            cell: ({ values }) => textOf(values[at]),
          }),
        ),
      ]}
    />
  );
}

function textOf(value: unknown): ReactNode {
  if (value !== null) return String(value);
  return (
    <Text span inherit c="dimmed">
      missing
    </Text>
  );
}
