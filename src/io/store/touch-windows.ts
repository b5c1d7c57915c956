/** From the log's new entries to the windows that they touch: those of predictions, and of predictions that labels are about. */
import { sql } from "kysely";
import { levels, levelTable, windowStart } from "../../core/profile/index.ts";
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

/** Each of the level that is kept of its time: a longer one where the shorter are no longer kept. */
async function touchedWindows(store: Store, state: RollUpState, upTo: number): Promise<readonly Touched[]> {
  const span = { after: state.seq, upTo, from: state.keptFrom.day };
  const minutes: TouchedMinute[] = [];
  for (const query of [ofPredictions, ofFeedback("prediction_id"), ofFeedback("event_id")])
    minutes.push(...(await query(store, span)));
  return minutes.map(({ model, version, minute }) => {
    // A level is kept from a beginning of the next on, so a minute lies on one side of it.
    const level = levels.find((one) => minute >= state.keptFrom[one]) ?? "day";
    return { model, version, level, start: windowStart(minute, level) };
  });
}

type TouchedMinute = Pick<Touched, "model" | "version"> & { readonly minute: number };

interface Span {
  /** Places. */
  readonly after: number;
  readonly upTo: number;
  /** When the predictions were had: of what is older no window is kept. */
  readonly from: number;
}

/** Written out, for it is grouped by. */
const minuteMs = sql.lit(levelTable.minute.ms);
const minuteOf = sql<number>`p.received_at - p.received_at % ${minuteMs}`.as("minute");

async function ofPredictions({ db }: Store, span: Span): Promise<readonly TouchedMinute[]> {
  return await db
    .selectFrom("predictions as p")
    .select(["p.model", "p.version", minuteOf])
    .distinct()
    .where("p.seq", ">", span.after)
    .where("p.seq", "<=", span.upTo)
    .where("p.received_at", ">=", span.from)
    .execute();
}

const tiesOfFeedback = { prediction_id: "p.id", event_id: "p.event_id" } as const;

function ofFeedback(column: keyof typeof tiesOfFeedback) {
  return async ({ db }: Store, span: Span): Promise<readonly TouchedMinute[]> =>
    await db
      .selectFrom("feedback as f")
      .innerJoin("predictions as p", tiesOfFeedback[column], `f.${column}`)
      .select(["p.model", "p.version", minuteOf])
      .distinct()
      .where("f.seq", ">", span.after)
      .where("f.seq", "<=", span.upTo)
      .where("p.received_at", ">=", span.from)
      .execute();
}
