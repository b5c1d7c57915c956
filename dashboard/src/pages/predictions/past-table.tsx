import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { PredictionView } from "../../api/schema.gen.ts";
import { plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { valueText } from "./value-text.ts";

interface PastTableProps {
  readonly past: PredictionView["past"];
  readonly inputs: PredictionView["inputs"];
}

/** The events of the same entity that the answer could see, and which features read them. */
export function PastTable({ past, inputs }: PastTableProps): ReactNode {
  const { events, columns, latest } = past;
  const readBy = (column: string) =>
    inputs.filter((input) => input.past.includes(column)).map(({ name }) => name);
  const counting = inputs.filter((input) => /^(count|timeSince)/.test(input.words)).map(({ name }) => name);
  return (
    <Panel
      title="The past behind it"
      note={`${plural(events, "event")} of the same entity before it${events > latest.length ? `; the latest ${latest.length} are shown` : ""}.${counting.length === 0 ? "" : ` ${counting.join(", ")} look at when they happened.`}`}
    >
      {latest.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing was known of the entity: features of the past are what they are for someone never seen.
        </Text>
      ) : (
        <ScrollBox label="Past events">
          <Table fz="sm" miw={160 + 120 * columns.length} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th style={{ verticalAlign: "top" }}>Happened</Table.Th>
                {columns.map((name) => (
                  <Table.Th key={name} style={{ verticalAlign: "top" }}>
                    {name}
                    <Text size="xs" c="dimmed" fw={400}>
                      {readBy(name).join(", ")}
                    </Text>
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {latest.map((event) => (
                <Table.Tr key={`${event.eventId} ${event.time}`}>
                  <Table.Td>
                    <TimeText at={Date.parse(event.time)} />
                  </Table.Td>
                  {columns.map((name) => (
                    <Table.Td key={name}>
                      {event.values === null ? "refused by the rules" : valueText(event.values[name])}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}
