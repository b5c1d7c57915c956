import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { RejectedRows } from "../../api/schema.gen.ts";
import { formatCount } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";

/** Rows that left, each with its place among the rows that came and a value for each of `columns`. */
export function RejectedTable({ columns, rows }: Pick<RejectedRows, "columns" | "rows">): ReactNode {
  return (
    <ScrollBox label="Rows that left" most={420}>
      <Table fz="sm" stickyHeader miw={120 * columns.length}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">Row</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ row, values }) => (
            <Table.Tr key={`${row} ${values[0]}`}>
              <Table.Td ta="right">{formatCount(row)}</Table.Td>
              {columns.map((name, at) => (
                <Table.Td key={name}>
                  {values[at] === null ? (
                    <Text span inherit c="dimmed">
                      missing
                    </Text>
                  ) : (
                    String(values[at])
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
