import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListedAlert } from "../../api/schema.gen.ts";
import { alertName, explainBound, formatMeasured } from "../../parts/alert-words.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { TimeText } from "../../parts/time-text.tsx";

const columns: readonly DataColumn<ListedAlert>[] = [
  { header: "State", cell: (alert) => <StateBadge alert={alert} /> },
  { header: "What", cell: (alert) => <What alert={alert} /> },
  { header: "Now", kind: "number", cell: ({ latest, declared }) => formatMeasured(latest?.value, declared) },
  {
    header: "Worst",
    kind: "number",
    cell: ({ breaches, worst, declared }) => (breaches === 0 ? "–" : formatMeasured(worst, declared)),
  },
  { header: "Since", cell: ({ since }) => (since === null ? "–" : <TimeText at={since} ago />) },
  { header: "Severity", cell: ({ declared }) => declared.severity },
];

/** Alerts, those that need somebody first, as they come. */
export function AlertTable({ alerts }: { readonly alerts: readonly ListedAlert[] }): ReactNode {
  return (
    <DataTable label="Alerts" leastWidth={620} rows={alerts} rowKey={({ id }) => id} columns={columns} />
  );
}

function What({ alert }: { readonly alert: ListedAlert }): ReactNode {
  const { id, declared, acknowledged, noData, silencedUntil } = alert;
  return (
    <>
      <Anchor component={Link} to={`/alerts/${id}`} size="sm" fw={500}>
        {alertName(alert)}
      </Anchor>
      <Faint>
        {explainBound(declared)}
        {acknowledged === null ? "" : ` · ${acknowledged.who}: ${acknowledged.note}`}
        {noData === null ? "" : ` · no data: ${noData.why}`}
        {silencedUntil === null ? null : (
          <>
            {" "}
            · silenced until <TimeText at={silencedUntil} />
          </>
        )}
      </Faint>
    </>
  );
}
