import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { PredictionView } from "../../api/schema.gen.ts";
import { columnKind } from "../../parts/column-kind.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { valueText } from "./value-text.ts";

type PastEvent = PredictionView["past"]["latest"][number];

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
        <DataTable
          label="Past events"
          leastWidth={160 + 120 * columns.length}
          rows={latest}
          rowKey={({ eventId, time }) => `${eventId} ${time}`}
          columns={[
            { header: "Happened", cell: ({ time }) => <TimeText at={Date.parse(time)} /> },
            ...columns.map(
              (header): DataColumn<PastEvent> => ({
                header,
                note: readBy(header).join(", "),
                kind: columnKind(latest.map(({ values }) => values?.[header])),
                cell: ({ values }) => (values === null ? "refused by the rules" : valueText(values[header])),
              }),
            ),
          ]}
        />
      )}
    </Panel>
  );
}
