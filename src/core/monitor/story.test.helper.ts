/** Readings one minute after another, and what an alert makes of them. */
import {
  type AlertEntry,
  type AlertState,
  acknowledge,
  type Judged,
  judge,
  type Reading,
  untouched,
} from "./index.ts";

export const minuteMs = 60_000;

export function conditionOf(parts: Partial<Judged> = {}): Judged {
  const bound = parts.bound ?? 100;
  return {
    direction: "above",
    bound,
    resolveBound: bound,
    leastSample: 1,
    strict: false,
    forMs: 0,
    latch: true,
    ...parts,
  };
}

/** The reading of minute `index`. */
export function readingAt(index: number, parts: Partial<Reading> = {}): Reading {
  const to = (index + 1) * minuteMs;
  return {
    measure: "m",
    subject: "",
    from: to - minuteMs,
    to,
    count: 1,
    value: 0,
    low: null,
    high: null,
    ...parts,
  };
}

export const ack = "ack";

/** One value a minute, null for no data, {@link ack} for an acknowledgement between two minutes. */
export type Happening = number | null | typeof ack;

export interface Told {
  readonly state: AlertState;
  readonly entries: readonly AlertEntry[];
  /** The phase after each happening. */
  readonly phases: readonly string[];
}

export function tell(monitor: Judged, happenings: readonly Happening[]): Told {
  let state = untouched;
  const entries: AlertEntry[] = [];
  const phases: string[] = [];
  let minute = 0;
  for (const happening of happenings) {
    const step =
      happening === ack
        ? acknowledge(state, { at: minute * minuteMs, who: "ann", note: "seen" })
        : judge({ monitor, state, reading: readingAt(minute++, { value: happening }) });
    state = step.state;
    entries.push(...step.entries);
    phases.push(state.phase);
  }
  return { state, entries, phases };
}
