/** From the log's new entries to the windows that they touch: those of predictions, and of predictions that labels are about. */
import { sql } from "kysely";
import { type Level, levels, levelTable } from "../../core/profile/index.ts";
import { logPosition } from "./log-pages.ts";
import type { Store } from "./open-store.ts";
import { predictionsFrom } from "./retention-state.ts";
import {
  markDue,
  type RollUpState,
  rollUpState,
  setState,
  type Touched,
  whileHeld,
} from "./roll-up-state.ts";

export interface TouchOptions {
  readonly holder: string;
  /** Places of the log that are looked at in one step; 20,000 unless told. */
  readonly step?: number;
}

/** Looks at the log's next places and marks what they touch as due; false where there was nothing new. */
export async function touchWindows(store: Store, { holder, step = 20_000 }: TouchOptions): Promise<boolean> {
  const state = await rollUpState(store);
  const upTo = Math.min(state.seq + step, await logPosition(store));
  if (upTo <= state.seq) return false;
  // Read before the transaction, which holds up everybody who writes: what is in the log does not change.
  const touched = await touchedWindows(store, state, upTo);
  await whileHeld(store, holder, async (tx, now) => {
    // A window whose predictions go by age is not made of the rest of them.
    const from = await predictionsFrom(tx);
    await markDue(
      tx,
      touched.filter(({ start }) => start >= from),
    );
    await setState(tx, { ...now, seq: upTo });
  });
  return true;
}

async function touchedWindows(store: Store, state: RollUpState, upTo: number): Promise<readonly Touched[]> {
  const found: Touched[] = [];
  for (const [at, level] of levels.entries()) {
    const finer = levels[at - 1];
    const before = finer === undefined ? Number.MAX_SAFE_INTEGER : state.keptFrom[finer];
    const span = { after: state.seq, upTo, from: state.keptFrom[level], before, level };
    for (const query of [ofPredictions, ofFeedback("prediction_id"), ofFeedback("event_id")])
      found.push(...(await query(store, span)));
  }
  return found;
}

interface Span {
  /** Places. */
  readonly after: number;
  readonly upTo: number;
  /** When the predictions were had: windows of this level are kept of that time, and no shorter ones. */
  readonly from: number;
  readonly before: number;
  readonly level: Level;
}

/** The beginning of the window that `received_at` lies in; the length is written out, for it is grouped by. */
function startOf(level: Level) {
  const ms = sql.lit(levelTable[level].ms);
  return sql<number>`p.received_at - p.received_at % ${ms}`.as("start");
}

async function ofPredictions({ db }: Store, span: Span): Promise<readonly Touched[]> {
  const rows = await db
    .selectFrom("predictions as p")
    .select(["p.model", "p.version", startOf(span.level)])
    .distinct()
    .where("p.seq", ">", span.after)
    .where("p.seq", "<=", span.upTo)
    .where("p.received_at", ">=", span.from)
    .where("p.received_at", "<", span.before)
    .execute();
  return rows.map((row) => ({ ...row, level: span.level }));
}

const tiesOfFeedback = { prediction_id: "p.id", event_id: "p.event_id" } as const;

function ofFeedback(column: keyof typeof tiesOfFeedback) {
  return async ({ db }: Store, span: Span): Promise<readonly Touched[]> => {
    const rows = await db
      .selectFrom("feedback as f")
      .innerJoin("predictions as p", tiesOfFeedback[column], `f.${column}`)
      .select(["p.model", "p.version", startOf(span.level)])
      .distinct()
      .where("f.seq", ">", span.after)
      .where("f.seq", "<=", span.upTo)
      .where("p.received_at", ">=", span.from)
      .where("p.received_at", "<", span.before)
      .execute();
    return rows.map((row) => ({ ...row, level: span.level }));
  };
}
