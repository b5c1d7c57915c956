/**
 * How far the log is rolled up, and which windows are to be made (anew). What a roll-up writes, it writes in short
 * transactions that begin by asking whether it still holds the work: one that another replaced writes nothing more.
 */
import type { Selectable, Transaction } from "kysely";
import { AirworthyError } from "../../core/error.ts";
import { type Level, levelTable } from "../../core/profile/index.ts";
import type { Store } from "./open-store.ts";
import type { RollUpDueTable, RollUpTable, StoreSchema } from "./schema.ts";

/** From when on windows of each level are kept, epoch milliseconds: each a beginning of the level above. */
export type KeptFrom = Readonly<Record<Level, number>>;

export interface RollUpState {
  readonly holder: string;
  readonly seq: number;
  readonly rolledTo: number;
  readonly keptFrom: KeptFrom;
}

export interface DueWindow {
  readonly start: number;
  readonly mark: number;
}

/** Windows of one version and level. */
export interface VersionLevel {
  readonly model: string;
  readonly version: number;
  readonly level: Level;
}

export async function rollUpState({ db }: Store): Promise<RollUpState> {
  return stateOf(await db.selectFrom("roll_up").selectAll().executeTakeFirstOrThrow());
}

/**
 * Changes whenever a profile of the version may have: with each roll-up, which takes the work over and moves on; with each
 * window that is marked as due or made; with each part that a server counted.
 */
export async function profilesRevision(
  store: Store,
  { model, version }: Omit<VersionLevel, "level">,
): Promise<string> {
  const { db } = store;
  const state = await rollUpState(store);
  const due = await db
    .selectFrom("roll_up_due")
    .select(["level", "start", "mark"])
    .where("model", "=", model)
    .where("version", "=", version)
    .orderBy("level")
    .orderBy("start")
    .execute();
  const { rows } = await db
    .selectFrom("profiles")
    .select(({ fn }) => fn.countAll().as("rows"))
    .where("model", "=", model)
    .where("version", "=", version)
    .executeTakeFirstOrThrow();
  return JSON.stringify([state, due.map(({ level, start, mark }) => [level, start, mark]), Number(rows)]);
}

function stateOf(row: Selectable<RollUpTable>): RollUpState {
  const { holder, seq, rolled_to: rolledTo, minutes_from: minute, hours_from: hour, days_from: day } = row;
  return { holder, seq, rolledTo, keptFrom: { minute, hour, day } };
}

/** Takes the work over from whoever has it; where nothing was ever rolled up, windows are kept from `keptFrom` on. */
export async function holdRollUp(
  { db }: Store,
  { holder, keptFrom }: { readonly holder: string; readonly keptFrom: KeptFrom },
): Promise<RollUpState> {
  return await db.transaction().execute(async (tx) => {
    const state = stateOf(await tx.selectFrom("roll_up").selectAll().executeTakeFirstOrThrow());
    const isNew = state.holder === "";
    const own = { ...state, holder, keptFrom: isNew ? keptFrom : state.keptFrom };
    await setState(tx, own);
    return own;
  });
}

/** Does `work` if `holder` still holds the roll-up; CANCELLED where another took it over. */
export async function whileHeld<T>(
  { db }: Store,
  holder: string,
  work: (tx: Transaction<StoreSchema>, state: RollUpState) => Promise<T>,
): Promise<T> {
  return await db.transaction().execute(async (tx) => {
    const state = stateOf(await tx.selectFrom("roll_up").selectAll().executeTakeFirstOrThrow());
    if (state.holder === holder) return await work(tx, state);
    throw new AirworthyError("CANCELLED", "Another process took the roll-up of the log over.");
  });
}

/** Writes what differs from the row as it is. */
export async function setState(tx: Transaction<StoreSchema>, state: RollUpState): Promise<void> {
  const { holder, seq, rolledTo, keptFrom } = state;
  await tx
    .updateTable("roll_up")
    .set({
      holder,
      seq,
      rolled_to: rolledTo,
      minutes_from: keptFrom.minute,
      hours_from: keptFrom.hour,
      days_from: keptFrom.day,
    })
    .execute();
}

export type Touched = Omit<Selectable<RollUpDueTable>, "mark">;

/** Marks windows as due. */
export async function markDue(tx: Transaction<StoreSchema>, touched: readonly Touched[]): Promise<void> {
  // PostgreSQL refuses to touch a row twice in one statement.
  const windows = [...new Map(touched.map((window) => [keyOf(window), window])).values()];
  for (let at = 0; at < windows.length; at += rowsAtOnce)
    await tx
      .insertInto("roll_up_due")
      .values(windows.slice(at, at + rowsAtOnce).map((window) => ({ ...window, mark: 1 })))
      .onConflict((conflict) =>
        conflict
          .columns(["model", "version", "level", "start"])
          .doUpdateSet(({ eb }) => ({ mark: eb("roll_up_due.mark", "+", 1) })),
      )
      .execute();
}

const rowsAtOnce = 500;

function keyOf({ model, version, level, start }: Touched): string {
  return JSON.stringify([model, version, level, start]);
}

/** The versions that have windows of `level` to be made that ended by `endedBy`. */
export async function dueVersions(
  { db }: Store,
  { level, endedBy }: { readonly level: Level; readonly endedBy: number },
): Promise<readonly VersionLevel[]> {
  return await db
    .selectFrom("roll_up_due")
    .select(["model", "version", "level"])
    .distinct()
    .where("level", "=", level)
    .where("start", "<=", endedBy - levelTable[level].ms)
    .orderBy("model")
    .orderBy("version")
    .execute();
}

export interface DueOptions {
  readonly endedBy: number;
  /** The first of them. */
  readonly limit: number;
  readonly after?: number;
}

/** The windows to be made of one version and level that ended by `endedBy`, the oldest first. */
export async function dueWindows(
  { db }: Store,
  { model, version, level }: VersionLevel,
  { endedBy, limit, after = Number.MIN_SAFE_INTEGER }: DueOptions,
): Promise<readonly DueWindow[]> {
  return await db
    .selectFrom("roll_up_due")
    .select(["start", "mark"])
    .where("model", "=", model)
    .where("version", "=", version)
    .where("level", "=", level)
    .where("start", "<=", endedBy - levelTable[level].ms)
    .where("start", ">", after)
    .orderBy("start")
    .limit(limit)
    .execute();
}

/** The beginnings in [from, to) of windows that are to be made of one version and level. */
export async function dueStarts(
  { db }: Store,
  { model, version, level, from, to }: VersionLevel & { readonly from: number; readonly to: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom("roll_up_due")
    .select("start")
    .where("model", "=", model)
    .where("version", "=", version)
    .where("level", "=", level)
    .where("start", ">=", from)
    .where("start", "<", to)
    .execute();
  return rows.map(({ start }) => start);
}
