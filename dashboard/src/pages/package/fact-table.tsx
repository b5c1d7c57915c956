import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface FactTableProps {
  readonly label: string;
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}

/** Names and what they are. */
export function FactTable({ label, facts }: FactTableProps): ReactNode {
  return (
    <Table fz="sm" aria-label={label} layout="fixed">
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w="32%" fw={400} c="dimmed" style={{ verticalAlign: "top" }} scope="row">
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
