/** What happened to a rollout on its way, with all that was measured. */
import type { Selectable, Transaction } from "kysely";
import type { Rollout, RolloutCheck, RolloutEntry } from "../../core/rollout/index.ts";
import type { Store } from "./open-store.ts";
import type { RolloutEntryTable } from "./rollout-schema.ts";
import type { StoreSchema } from "./schema.ts";

/** What happened to a rollout, oldest first. */
export async function rolloutHistory({ db }: Store, id: string): Promise<readonly RolloutEntry[]> {
  const rows = await db
    .selectFrom("rollout_entries")
    .selectAll()
    .where("rollout_id", "=", id)
    .orderBy("seq")
    .execute();
  return rows.map(({ rollout_id: rolloutId, seq: _, checks, ...rest }) => ({
    ...rest,
    rolloutId,
    checks: JSON.parse(checks) as RolloutCheck[],
  }));
}

/** Adds to the history; a check that finds what the last one found, figures aside, takes its place. */
export async function addRolloutEntry(
  tx: Transaction<StoreSchema>,
  { id: rollout_id, mode, share, step, reason }: Rollout,
  entry: Pick<RolloutEntry, "at" | "change" | "checks">,
): Promise<void> {
  const last = await tx
    .selectFrom("rollout_entries")
    .selectAll()
    .where("rollout_id", "=", rollout_id)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const { checks, ...rest } = entry;
  const row = { ...rest, rollout_id, mode, share, step, reason, checks: JSON.stringify(checks) };
  if (last !== undefined && saysTheSame(last, { ...entry, step })) {
    await tx
      .updateTable("rollout_entries")
      .set(row)
      .where("rollout_id", "=", rollout_id)
      .where("seq", "=", last.seq)
      .execute();
    return;
  }
  await tx
    .insertInto("rollout_entries")
    .values({ ...row, seq: (last?.seq ?? 0) + 1 })
    .execute();
}

function saysTheSame(
  last: Selectable<RolloutEntryTable>,
  entry: Pick<RolloutEntry, "change" | "step" | "checks">,
): boolean {
  if (last.change !== "checked" || entry.change !== "checked" || last.step !== entry.step) return false;
  const verdicts = (checks: readonly RolloutCheck[]) =>
    checks.map(({ gate, verdict }) => `${gate} ${verdict}`).join();
  return verdicts(JSON.parse(last.checks) as RolloutCheck[]) === verdicts(entry.checks);
}
