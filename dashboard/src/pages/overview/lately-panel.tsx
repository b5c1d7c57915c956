import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ModelEvent } from "../../api/schema.gen.ts";
import { tellEvent } from "../../parts/model-event.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** What changed lately, the newest first. */
export function LatelyPanel({ events }: { readonly events: readonly ModelEvent[] }): ReactNode {
  return (
    <Panel title="What changed lately">
      {events.length === 0 ? (
        <MessageState title="Nothing yet">Deployments, retrainings and alerts stand here.</MessageState>
      ) : (
        <Table verticalSpacing={6} horizontalSpacing={0} withRowBorders={false} fz="sm">
          <Table.Tbody>
            {events.map((event, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events have no id, and two may be of one moment
              <Table.Tr key={place}>
                <Table.Td w={120} style={{ verticalAlign: "top" }}>
                  <Text span size="sm" c="dimmed">
                    <TimeText at={event.at} ago />
                  </Text>
                </Table.Td>
                <Table.Td>
                  {event.kind === "alert" ? (
                    <Anchor component={Link} to={`/alerts/${event.alert}`} size="sm">
                      {tellEvent(event).text}
                    </Anchor>
                  ) : (
                    tellEvent(event).text
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
