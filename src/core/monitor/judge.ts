/**
 * The life of an alert, one reading at a time: ok → pending → firing → acknowledged → resolved.
 *
 * - A breach makes a quiet alert (ok, resolved) pending, and firing once the condition was seen to hold for `for`.
 *   Its clock is that of the windows, not of the wall: between two readings next to each other that both breach, it
 *   moves by what the second one covers. A pending alert that meets anything but a breach is ok again.
 * - No data moves nothing: it neither clears nor satisfies, and the clock of `for` stands still.
 * - Where the value is back at the resolve bound the condition is over. A latched alert stays firing all the same; any
 *   other is resolved. An acknowledged one is resolved by the first reading with data that finds the condition over,
 *   or finds that it already was when it was acknowledged. Acknowledging itself resolves nothing.
 * - After an acknowledgement, the same breach going on stays acknowledged; one that follows an end is new and fires.
 * - A window that is not newer than the last one judged changes nothing: judging twice is judging once.
 */
import type { AlertChange, AlertEntry, AlertState } from "./alert-state.ts";
import type { Monitor } from "./monitor.ts";
import type { Reading } from "./reading.ts";
import { type Condition, type Verdict, verdictOf, whyNoData } from "./verdict.ts";

export type Judged = Condition & Pick<Monitor, "forMs" | "latch">;

export interface JudgeInput {
  readonly monitor: Judged;
  readonly state: AlertState;
  readonly reading: Reading;
}

export interface Judgement {
  readonly state: AlertState;
  /** In their order; none where nothing is worth keeping. */
  readonly entries: readonly AlertEntry[];
}

/** What a rule does to an alert; the change is null where it is nothing to keep. */
interface Step {
  readonly change: AlertChange | null;
  readonly becomes: Partial<AlertState>;
}

type Rule = (input: JudgeInput) => Step | null;

/** The state after `reading`, and what happened by it. */
export function judge({ monitor, state, reading }: JudgeInput): Judgement {
  if (state.judgedTo !== null && reading.to <= state.judgedTo) return { state, entries: [] };
  const verdict = verdictOf(monitor, reading);
  let now = state;
  const entries: AlertEntry[] = [];
  for (const rule of verdict === "noData" ? [loseSight] : [seeAgain, closeAcknowledged, rules[verdict]]) {
    const step = rule({ monitor, state: now, reading });
    if (step === null) continue;
    now = { ...now, ...step.becomes };
    if (step.change === null) continue;
    const { phase } = now;
    entries.push({
      at: reading.to,
      change: step.change,
      phase,
      reading,
      bound: monitor.bound,
      who: null,
      note: null,
    });
  }
  const latest = verdict === "noData" ? now.latest : reading;
  return { state: { ...now, judgedTo: reading.to, holding: verdict === "breach", latest }, entries };
}

const loseSight: Rule = ({ monitor, state, reading }) => {
  const why = whyNoData(monitor, reading);
  if (state.noData === null) return { change: "no data", becomes: { noData: { since: reading.to, why } } };
  return { change: null, becomes: { noData: { ...state.noData, why } } };
};

const seeAgain: Rule = ({ state }) =>
  state.noData === null ? null : { change: "data again", becomes: { noData: null } };

/** It was over already when it was acknowledged: whatever comes now is of another time. */
const closeAcknowledged: Rule = ({ state, reading }) =>
  state.phase === "acknowledged" && state.condition === "over" ? resolvedAt(reading) : null;

const resolvedAt = (reading: Reading): Step => ({
  change: "resolved",
  becomes: { phase: "resolved", since: reading.to, condition: "over" },
});

const rules: Readonly<Record<Exclude<Verdict, "noData">, Rule>> = {
  breach: (input) => breachRules[input.state.phase](input),
  clear: ({ monitor, state, reading }) => {
    if (state.phase === "pending") return calm(reading);
    if (state.phase === "acknowledged" || (state.phase === "firing" && !monitor.latch))
      return resolvedAt(reading);
    if (state.condition === "over") return null;
    return { change: "over", becomes: { condition: "over" } };
  },
  between: ({ state, reading }) => (state.phase === "pending" ? calm(reading) : null),
};

const calm = (reading: Reading): Step => ({
  change: "calm",
  becomes: { phase: "ok", since: reading.to, condition: "over", heldMs: 0 },
});

const beginBreach: Rule = ({ monitor, state, reading }) => {
  const begun: Partial<AlertState> = {
    condition: "breached",
    heldMs: 0,
    breaches: 1,
    worst: reading.value,
    acknowledged: null,
    since: reading.to,
  };
  return monitor.forMs === 0
    ? { change: "firing", becomes: { ...begun, phase: "firing", firings: state.firings + 1 } }
    : { change: "pending", becomes: { ...begun, phase: "pending" } };
};

const ripen: Rule = (input) => {
  const { monitor, state, reading } = input;
  const covered = reading.to - Math.max(state.judgedTo ?? reading.from, reading.from);
  const heldMs = state.heldMs + (state.holding ? covered : 0);
  const counted = { ...counting(input), heldMs };
  if (heldMs < monitor.forMs) return { change: "breached", becomes: counted };
  const firings = state.firings + 1;
  return { change: "firing", becomes: { ...counted, phase: "firing", since: reading.to, firings } };
};

const goOn: Rule = (input) => ({
  change: input.state.condition === "over" ? "again" : "breached",
  becomes: { ...counting(input), condition: "breached" },
});

const breachRules: Readonly<Record<AlertState["phase"], Rule>> = {
  ok: beginBreach,
  resolved: beginBreach,
  pending: ripen,
  firing: goOn,
  acknowledged: goOn,
};

function counting({ monitor, state, reading }: JudgeInput): Pick<AlertState, "breaches" | "worst"> {
  const values = [state.worst, reading.value].filter((value) => value !== null);
  const worst = monitor.direction === "above" ? Math.max(...values) : Math.min(...values);
  return { breaches: state.breaches + 1, worst };
}
