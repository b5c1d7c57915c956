/** Silences: for a while nobody is told of an alert, or of any alert of a monitor. Its state goes on as ever. */
import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import { addAudit } from "./add-audit.ts";
import type { AlertRecord } from "./alert-records.ts";
import type { SilenceTable } from "./alert-schema.ts";
import type { Store } from "./open-store.ts";

export interface Silence {
  readonly id: string;
  readonly model: string;
  /** One of the two is null. */
  readonly alertId: string | null;
  readonly monitor: string | null;
  readonly beginsAt: number;
  readonly endsAt: number;
  readonly who: string;
  readonly note: string;
}

export type AddSilence = Omit<Silence, "id" | "beginsAt"> & { readonly now: number };

/** Begins a silence, and says so in the audit. */
export async function addSilence({ db }: Store, options: AddSilence): Promise<Silence> {
  const { now, ...rest } = options;
  const silence: Silence = { id: randomUUID(), beginsAt: now, ...rest };
  const { id, model, alertId, monitor, endsAt, who, note } = silence;
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto("silences")
      .values({ id, model, alert_id: alertId, monitor, begins_at: now, ends_at: endsAt, who, note })
      .execute();
    const details = { model, alertId, monitor, endsAt, who, note };
    await addAudit(tx, { action: "alert silenced", subject: alertId ?? monitor ?? "", now, details });
  });
  return silence;
}

/** Ends a silence now, and says so in the audit; null where none of that id is on. */
export async function endSilence(
  { db }: Store,
  id: string,
  { model, who, now }: { readonly model: string; readonly who: string; readonly now: number },
): Promise<Silence | null> {
  return await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("silences")
      .selectAll()
      .where("id", "=", id)
      .where("model", "=", model)
      .where("ends_at", ">", now)
      .executeTakeFirst();
    if (row === undefined) return null;
    await tx.updateTable("silences").set({ ends_at: now }).where("id", "=", id).execute();
    const silence = { ...silenceOfRow(row), endsAt: now };
    const { alertId, monitor } = silence;
    const details = { model, alertId, monitor, silence: id, who };
    await addAudit(tx, { action: "silence ended", subject: alertId ?? monitor ?? "", now, details });
    return silence;
  });
}

function silenceOfRow({
  alert_id: alertId,
  begins_at: beginsAt,
  ends_at: endsAt,
  ...row
}: Selectable<SilenceTable>): Silence {
  return { ...row, alertId, beginsAt, endsAt };
}

/** The silences of a model that are on at `now`, those that end last first. */
export async function listSilences(
  { db }: Store,
  { model, now }: { readonly model: string; readonly now: number },
): Promise<Silence[]> {
  const rows = await db
    .selectFrom("silences")
    .selectAll()
    .where("model", "=", model)
    .where("begins_at", "<=", now)
    .where("ends_at", ">", now)
    .orderBy("ends_at", "desc")
    .execute();
  return rows.map(silenceOfRow);
}

/** The silence under which `alert` is, the one that ends last; null where there is none. */
export function silenceOf(
  { id, monitor }: Pick<AlertRecord, "id" | "monitor">,
  silences: readonly Silence[],
): Silence | null {
  return silences.find((silence) => silence.alertId === id || silence.monitor === monitor) ?? null;
}
