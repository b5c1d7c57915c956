import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { AlertPage } from "../../api/schema.gen.ts";
import { formatBound, formatReading } from "../../parts/alert-words.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** What happened to the alert, the newest first. */
export function AlertHistory({ alert }: { readonly alert: AlertPage }): ReactNode {
  const { history, declared } = alert;
  return (
    <Panel title="History" note="The newest first.">
      {history.length === 0 ? (
        <MessageState title="Nothing has happened">It was never bad.</MessageState>
      ) : (
        <Table.ScrollContainer minWidth={520} type="native" tabIndex={0} role="region" aria-label="History">
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>When</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th ta="right">Measured</Table.Th>
                <Table.Th>Bound</Table.Th>
                <Table.Th>Who</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {history.toReversed().map(({ id, at, change, phase, reading, bound, who, note }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <TimeText at={at} />
                  </Table.Td>
                  <Table.Td>
                    {change}
                    {change === phase ? null : (
                      <Text span size="xs" c="dimmed">
                        {" "}
                        → {phase}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">{reading?.why ?? formatReading(reading, declared)}</Table.Td>
                  <Table.Td>{bound === null ? "–" : formatBound(declared, bound)}</Table.Td>
                  <Table.Td>{who === null ? "–" : `${who}: ${note ?? ""}`}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}
