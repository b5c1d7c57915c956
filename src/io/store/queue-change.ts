/** From what happened to an alert to what people are to be told: the outbox's part in the transaction that changes an alert. */
import type { Transaction } from "kysely";
import { metricTable } from "../../core/metric.ts";
import { type AlertChange, type Monitor, monitorTable } from "../../core/monitor/index.ts";
import type { Notice, NoticeState } from "../../core/notify/index.ts";
import type { AlertHistoryEntry } from "./alert-records.ts";
import type { ChangedAlert, OnAlertChange } from "./alerts.ts";
import { enqueueNotice } from "./outbox.ts";
import type { StoreSchema } from "./schema.ts";

/** What of an alert's history is told; the rest is there to be read. */
const told: Readonly<Record<AlertChange, NoticeState | null>> = {
  firing: "firing",
  acknowledged: "acknowledged",
  resolved: "resolved",
  pending: null,
  again: null,
  breached: null,
  over: null,
  calm: null,
  "no data": null,
  "data again": null,
};

/** Queues what is to be told of a change; given to `recordReadings` and `acknowledgeAlert` as `onChange`. */
export const queueChange: OnAlertChange = async (tx, changed) => {
  for (const entry of changed.entries) {
    const state = told[entry.change];
    if (state === null) continue;
    const since = await firedAt(tx, entry);
    await enqueueNotice(tx, noticeOf(changed, { entry, state, since }), { now: entry.recordedAt });
  }
};

/** When the firing began that the entry belongs to. */
async function firedAt(
  tx: Transaction<StoreSchema>,
  { alertId, firing, at }: AlertHistoryEntry,
): Promise<number> {
  const row = await tx
    .selectFrom("alert_entries")
    .select("at")
    .where("alert_id", "=", alertId)
    .where("firing", "=", firing)
    .where("change", "=", "firing")
    .executeTakeFirst();
  return row?.at ?? at;
}

interface Told {
  readonly entry: AlertHistoryEntry;
  readonly state: NoticeState;
  readonly since: number;
}

function noticeOf({ alert }: ChangedAlert, { entry, state, since }: Told): Notice {
  const { declared } = alert;
  const reading = entry.reading ?? alert.state.latest;
  return {
    id: entry.id,
    alertId: alert.id,
    model: alert.model,
    monitor: alert.monitor,
    subject: alert.subject,
    severity: declared.severity,
    state,
    at: entry.at,
    since,
    value: reading?.value ?? null,
    bound: entry.bound ?? declared.bound,
    direction: declared.direction,
    unit: unitOf(declared),
    count: reading?.count ?? null,
    window: reading === null ? null : { from: reading.from, to: reading.to },
    runbook: declared.runbook,
    who: entry.who,
    note: entry.note,
  };
}

/** A metric that is a share is read as one. */
function unitOf(monitor: Monitor): Notice["unit"] {
  if (monitor.kind === "quality" && metricTable[monitor.metric].unit === "share") return "share";
  return monitorTable[monitor.kind].unit;
}
