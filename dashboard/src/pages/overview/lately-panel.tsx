import { Anchor, Group, List, Text } from "@mantine/core";
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
        <List
          listStyleType="none"
          size="sm"
          spacing={8}
          styles={{ itemWrapper: { width: "100%" }, itemLabel: { flex: 1 } }}
        >
          {events.map((event) => (
            <List.Item key={keyOf(event)}>
              <Group gap="sm" wrap="nowrap" align="flex-start">
                <Text span size="sm" c="dimmed" w={120} style={{ flexShrink: 0 }}>
                  <TimeText at={event.at} ago />
                </Text>
                {event.kind === "alert" ? (
                  <Anchor component={Link} to={`/alerts/${event.alert}`} size="sm">
                    {tellEvent(event).text}
                  </Anchor>
                ) : (
                  tellEvent(event).text
                )}
              </Group>
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  );
}

/** Of two events that say the same at one moment there is but one. */
function keyOf(event: ModelEvent): string {
  return `${event.at} ${event.kind === "alert" ? event.alert : ""} ${tellEvent(event).text}`;
}
