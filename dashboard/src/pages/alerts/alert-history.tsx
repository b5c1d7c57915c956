import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { AlertPage } from "../../api/schema.gen.ts";
import { formatBound, formatReading } from "../../parts/alert-words.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { TimeText } from "../../parts/time-text.tsx";

type Change = AlertPage["history"][number];

/** What happened to the alert, the newest first. */
export function AlertHistory({ alert }: { readonly alert: AlertPage }): ReactNode {
  const { history, declared } = alert;
  return (
    <Panel title="History" note="The newest first.">
      {history.length === 0 ? (
        <MessageState title="Nothing has happened">It was never bad.</MessageState>
      ) : (
        <DataTable
          label="History"
          leastWidth={520}
          rows={history.toReversed()}
          rowKey={({ id }) => id}
          columns={columnsOf(declared)}
        />
      )}
    </Panel>
  );
}

function columnsOf(declared: AlertPage["declared"]): DataColumn<Change>[] {
  return [
    { header: "When", cell: ({ at }) => <TimeText at={at} /> },
    {
      header: "What",
      cell: ({ change, phase }) => (
        <>
          {change}
          {change === phase ? null : (
            <Text span size="xs" c="dimmed">
              {" "}
              → {phase}
            </Text>
          )}
        </>
      ),
    },
    {
      header: "Measured",
      kind: "number",
      cell: ({ reading }) => reading?.why ?? formatReading(reading, declared),
    },
    { header: "Bound", cell: ({ bound }) => (bound === null ? "–" : formatBound(declared, bound)) },
    { header: "Who", cell: ({ who, note }) => (who === null ? "–" : `${who}: ${note ?? ""}`) },
  ];
}
