/** Windows that are older than they are kept. What would touch them from now on touches the level above. */
import { sql, type Transaction } from "kysely";
import { type Level, levels, levelTable } from "../../core/profile/index.ts";
import type { Store } from "./open-store.ts";
import { type KeptFrom, markDue, setState, whileHeld } from "./roll-up-state.ts";
import type { StoreSchema } from "./schema.ts";

/** Deletes what begins before `keptFrom`; a time that is earlier than what was kept before changes nothing. */
export async function retainWindows(
  store: Store,
  keptFrom: KeptFrom,
  { holder }: { readonly holder: string },
): Promise<void> {
  await whileHeld(store, holder, async (tx, state) => {
    const from = { ...state.keptFrom };
    for (const level of levels) {
      if (keptFrom[level] <= from[level]) continue;
      from[level] = keptFrom[level];
      await raiseDue(tx, level, from[level]);
      await deleteWindows(tx, level, from[level]);
    }
    await setState(tx, { ...state, keptFrom: from });
  });
}

/** What was not made yet is due on the level above. */
async function raiseDue(tx: Transaction<StoreSchema>, level: Level, before: number): Promise<void> {
  const { above } = levelTable[level];
  const old = tx.selectFrom("roll_up_due").where("level", "=", level).where("start", "<", before);
  if (above !== null) {
    const ms = sql.lit(levelTable[above].ms);
    const start = sql<number>`start - start % ${ms}`.as("start");
    const rows = await old.select(["model", "version", start]).distinct().execute();
    await markDue(
      tx,
      rows.map((row) => ({ ...row, level: above })),
    );
  }
  await tx.deleteFrom("roll_up_due").where("level", "=", level).where("start", "<", before).execute();
}

/** All but those that a window of the level above is still to be merged from. */
async function deleteWindows(tx: Transaction<StoreSchema>, level: Level, before: number): Promise<void> {
  const { above } = levelTable[level];
  const old = tx.deleteFrom("profiles").where("level", "=", level).where("start", "<", before);
  if (above === null) return void (await old.execute());
  const ms = sql.lit(levelTable[above].ms);
  await old
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("roll_up_due as d")
            .select("d.start")
            .where("d.level", "=", above)
            .whereRef("d.model", "=", "profiles.model")
            .whereRef("d.version", "=", "profiles.version")
            .where(sql<boolean>`d.start = profiles.start - profiles.start % ${ms}`),
        ),
      ),
    )
    .execute();
}
