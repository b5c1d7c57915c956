/**
 * Alerts in the store. Whoever judges reads the alert, decides by the pure rules and writes, in one transaction and
 * only from the revision that was read; a window that was judged changes nothing. So of any number of servers that
 * judge the same readings, one makes an alert fire. The history is only ever added to.
 */
import { createHash } from "node:crypto";
import type { Transaction } from "kysely";
import {
  type Acknowledgement,
  type AlertEntry,
  type AlertState,
  acknowledge,
  judge,
  type Monitor,
  type Reading,
  untouched,
} from "../../core/monitor/index.ts";
import { addAudit } from "./add-audit.ts";
import {
  type AlertHistoryEntry,
  type AlertRecord,
  alertRecord,
  readAlerts,
  readHistory,
} from "./alert-records.ts";
import type { Store } from "./open-store.ts";
import type { StoreSchema } from "./schema.ts";

/** What a monitor measured of one subject. */
export interface MonitorReading {
  readonly monitor: Monitor;
  readonly reading: Reading;
}

/** An alert and what just happened to it. */
export interface ChangedAlert {
  readonly alert: AlertRecord;
  readonly entries: readonly AlertHistoryEntry[];
}

/** Done in the transaction that changes an alert: what is queued with it is queued if and only if it changed. */
export type OnAlertChange = (tx: Transaction<StoreSchema>, changed: ChangedAlert) => Promise<void>;

export interface RecordOptions {
  readonly model: string;
  readonly now: number;
  readonly onChange?: OnAlertChange | undefined;
}

/** Judges readings and keeps what comes of it, in one transaction; the alerts to which something happened. */
export async function recordReadings(
  { db }: Store,
  readings: readonly MonitorReading[],
  options: RecordOptions,
): Promise<ChangedAlert[]> {
  return await db.transaction().execute(async (tx) => {
    const changed: ChangedAlert[] = [];
    for (const { monitor, reading } of readings) {
      const before = await findOrNew(tx, options.model, { monitor, reading });
      const judged = judge({ monitor, state: before.state, reading });
      if (judged.state === before.state) continue;
      const after = { ...before, declared: monitor };
      const entries = await write(tx, { before: after, ...judged }, options);
      if (entries.entries.length > 0) changed.push(entries);
    }
    return changed;
  });
}

export interface AcknowledgeOptions extends Omit<Acknowledgement, "at"> {
  readonly now: number;
  readonly onChange?: OnAlertChange | undefined;
}

/** Keeps that somebody has seen the alert; ALERT_NOT_FIRING where it does not fire. */
export async function acknowledgeAlert(
  { db }: Store,
  id: string,
  options: AcknowledgeOptions,
): Promise<ChangedAlert> {
  const { who, note, now } = options;
  return await db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom("alerts").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const before = alertRecord(row);
    const judged = acknowledge(before.state, { at: now, who, note });
    const changed = await write(tx, { before, ...judged }, options);
    const details = { model: before.model, monitor: before.monitor, subject: before.subject, who, note };
    await addAudit(tx, { action: "alert acknowledged", subject: id, now, details });
    return changed;
  });
}

/** Every alert of a model, by monitor and subject; those that were never bad too. */
export async function listAlerts({ db }: Store, model: string): Promise<AlertRecord[]> {
  return await readAlerts(db, model);
}

/** What happened to an alert, oldest first: the newest `limit` entries, 1,000 unless told. */
export async function alertHistory(
  { db }: Store,
  alertId: string,
  { limit = 1_000 }: { readonly limit?: number } = {},
): Promise<AlertHistoryEntry[]> {
  return await readHistory(db, alertId, { limit });
}

/**
 * When the alert last began to fire, by the clock: the window that it was seen in may have ended days before, where labels come
 * late. 0 where it never did.
 */
export async function lastFiring({ db }: Store, alertId: string): Promise<number> {
  const row = await db
    .selectFrom("alert_entries")
    .select("recorded_at")
    .where("alert_id", "=", alertId)
    .where("change", "in", ["firing", "again"])
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return Number(row?.recorded_at ?? 0);
}

const idLetters = "0123456789abcdefghjkmnpqrstvwxyz";

/** The id of an alert: the same in every process, eight letters and digits. */
export function alertId(model: string, monitor: string, subject: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([model, monitor, subject]))
    .digest();
  return [...hash.subarray(0, 8)].map((byte) => idLetters[byte % 32]).join("");
}

async function findOrNew(
  tx: Transaction<StoreSchema>,
  model: string,
  { monitor, reading }: MonitorReading,
): Promise<AlertRecord> {
  const { subject } = reading;
  const id = alertId(model, monitor.name, subject);
  const row = await tx.selectFrom("alerts").selectAll().where("id", "=", id).executeTakeFirst();
  if (row !== undefined) return alertRecord(row);
  const fresh = { id, model, monitor: monitor.name, subject, revision: 0, state: untouched };
  await tx
    .insertInto("alerts")
    .values({
      ...fresh,
      phase: untouched.phase,
      state: JSON.stringify(untouched),
      declared: JSON.stringify(monitor),
      updated_at: 0,
    })
    .execute();
  return { ...fresh, declared: monitor, updatedAt: 0 };
}

interface Change {
  readonly before: AlertRecord;
  readonly state: AlertState;
  readonly entries: readonly AlertEntry[];
}

interface WriteOptions {
  readonly now: number;
  readonly onChange?: OnAlertChange | undefined;
}

async function write(
  tx: Transaction<StoreSchema>,
  { before, state, entries }: Change,
  { now, onChange }: WriteOptions,
): Promise<ChangedAlert> {
  const alert: AlertRecord = { ...before, revision: before.revision + 1, state, updatedAt: now };
  const { numUpdatedRows } = await tx
    .updateTable("alerts")
    .set({
      revision: alert.revision,
      phase: state.phase,
      state: JSON.stringify(state),
      declared: JSON.stringify(alert.declared),
      updated_at: now,
    })
    .where("id", "=", alert.id)
    .where("revision", "=", before.revision)
    .executeTakeFirst();
  if (Number(numUpdatedRows) !== 1)
    throw new Error(`The alert ${alert.id} was changed while it was judged in one transaction`);
  const changed = {
    alert,
    entries: await append(tx, alert, { entries, firings: before.state.firings, now }),
  };
  if (changed.entries.length > 0) await onChange?.(tx, changed);
  return changed;
}

async function append(
  tx: Transaction<StoreSchema>,
  alert: AlertRecord,
  { entries, firings, now }: { entries: readonly AlertEntry[]; firings: number; now: number },
): Promise<AlertHistoryEntry[]> {
  if (entries.length === 0) return [];
  const newest = await tx
    .selectFrom("alert_entries")
    .select(({ fn }) => fn.max("seq").as("seq"))
    .executeTakeFirst();
  const last = Number(newest?.seq ?? 0);
  let firing = firings;
  const kept = entries.map(
    (entry, index): AlertHistoryEntry => ({
      ...entry,
      seq: last + index + 1,
      id: `${alert.id}-${alert.revision}-${index + 1}`,
      alertId: alert.id,
      firing: entry.change === "firing" ? ++firing : firing,
      recordedAt: now,
    }),
  );
  const rows = kept.map(({ alertId: alert_id, recordedAt: recorded_at, reading, ...entry }) => ({
    ...entry,
    alert_id,
    recorded_at,
    reading: reading === null ? null : JSON.stringify(reading),
  }));
  await tx.insertInto("alert_entries").values(rows).execute();
  return kept;
}
