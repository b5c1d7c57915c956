import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ScrollBox } from "../../parts/scroll-box.tsx";

interface SignatureTableProps {
  readonly title: string;
  /** The accessible name of the box that the table scrolls in. */
  readonly label: string;
  /** In pixels; a narrower screen scrolls. */
  readonly leastWidth: number;
  readonly heads: readonly string[];
  /** As many cells as heads; the first is the row's name, and unlike the others'. */
  readonly rows: readonly (readonly [name: string, ...cells: string[]])[];
}

/** What goes in by name, with an example of each. */
export function SignatureTable({ title, label, leastWidth, heads, rows }: SignatureTableProps): ReactNode {
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <ScrollBox label={label}>
        <Table fz="sm" miw={leastWidth}>
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((cells) => (
              <Table.Tr key={cells[0]}>
                {heads.map((head, at) => (
                  <Table.Td key={head}>{cells[at]}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </>
  );
}
