import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { Trace } from "../../api/schema.gen.ts";
import { Panel } from "../../parts/panel.tsx";
import { valueText } from "./value-text.ts";

/** The event as it was sent, parsed and cleaned. */
export function RawTable({ raw }: Pick<Trace, "raw">): ReactNode {
  return (
    <Panel title="The event">
      <Table fz="sm" aria-label="The event">
        <Table.Tbody>
          {raw.map(({ name, value, pii }) => (
            <Table.Tr key={name}>
              <Table.Th fw={400} c="dimmed" scope="row">
                {name}
                {pii ? " (personal)" : ""}
              </Table.Th>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{valueText(value)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
