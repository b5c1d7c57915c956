import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListedAlert } from "../../api/schema.gen.ts";
import { alertName, formatBound, formatMeasured } from "../../parts/alert-words.ts";
import { plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";

const shown = 6;

/** The alerts that are on, those that need somebody first. */
export function OpenAlerts({ alerts }: { readonly alerts: readonly ListedAlert[] }): ReactNode {
  const open = alerts.filter(({ phase }) => ["firing", "acknowledged", "pending"].includes(phase));
  return (
    <Panel
      title="Open alerts"
      aside={
        <Anchor component={Link} to="/alerts" size="sm">
          All alerts
        </Anchor>
      }
    >
      {open.length === 0 ? (
        <MessageState title="None" mark="✓" color="teal">
          No alert is on.
        </MessageState>
      ) : (
        <Stack gap="xs">
          {open.slice(0, shown).map((alert) => (
            <Group key={alert.id} gap="sm" wrap="nowrap" align="center">
              <StateBadge alert={alert} />
              <div style={{ minWidth: 0 }}>
                <Anchor component={Link} to={`/alerts/${alert.id}`} size="sm">
                  {alertName(alert)}
                </Anchor>
                <Text span size="sm" c="dimmed">
                  {" "}
                  {formatMeasured(alert.latest?.value, alert.declared)}, fires {formatBound(alert.declared)}
                </Text>
              </div>
            </Group>
          ))}
          {open.length > shown ? (
            <Text size="sm" c="dimmed">
              and {plural(open.length - shown, "more", "more")}
            </Text>
          ) : null}
        </Stack>
      )}
    </Panel>
  );
}
