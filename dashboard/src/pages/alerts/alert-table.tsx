import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListedAlert } from "../../api/schema.gen.ts";
import { alertName, formatBound, formatMeasured } from "../../parts/alert-words.ts";
import { StateBadge } from "../../parts/state-badge.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** Alerts, those that need somebody first, as they come. */
export function AlertTable({ alerts }: { readonly alerts: readonly ListedAlert[] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={620} type="native" tabIndex={0} role="region" aria-label="Alerts">
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>State</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th ta="right">Now</Table.Th>
            <Table.Th ta="right">Worst</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Th>Severity</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function AlertRow({ alert }: { readonly alert: ListedAlert }): ReactNode {
  const { id, declared, latest, breaches, worst, since, acknowledged, noData, silencedUntil } = alert;
  return (
    <Table.Tr>
      <Table.Td>
        <StateBadge alert={alert} />
      </Table.Td>
      <Table.Td>
        <Anchor component={Link} to={`/alerts/${id}`} size="sm" fw={500}>
          {alertName(alert)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {formatBound(declared)}
          {acknowledged === null ? "" : ` · ${acknowledged.who}: ${acknowledged.note}`}
          {noData === null ? "" : ` · no data: ${noData.why}`}
          {silencedUntil === null ? null : (
            <>
              {" "}
              · silenced until <TimeText at={silencedUntil} />
            </>
          )}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{formatMeasured(latest?.value, declared)}</Table.Td>
      <Table.Td ta="right">{breaches === 0 ? "–" : formatMeasured(worst, declared)}</Table.Td>
      <Table.Td>{since === null ? "–" : <TimeText at={since} ago />}</Table.Td>
      <Table.Td>{declared.severity === "page" ? "page" : "warn"}</Table.Td>
    </Table.Tr>
  );
}
