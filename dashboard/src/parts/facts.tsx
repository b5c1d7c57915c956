import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface FactsProps {
  /** What they are about. */
  readonly label: string;
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}

/** Names and values, one a line. */
export function Facts({ label, facts }: FactsProps): ReactNode {
  return (
    <Table aria-label={label} verticalSpacing={4} horizontalSpacing={0} withRowBorders={false} fz="sm">
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400} c="dimmed" w="38%" pr="sm" style={{ verticalAlign: "top" }}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
