/** An alert told value by value: the product's own judge says what becomes of it. */
import { z } from "zod";
import {
  type AlertEntry,
  type AlertState,
  acknowledge,
  judge,
  untouched,
} from "../../../core/monitor/index.ts";

const finite = z.number();
const ruleSchema = z.object({
  direction: z.enum(["above", "below"]),
  bound: finite,
  resolveBound: finite,
  forMs: z.number().min(0).max(1e12),
  leastSample: z.number().int().min(0).max(1e9),
  latch: z.boolean(),
  strict: z.boolean(),
});

export const alertStorySchema = z.object({
  monitor: ruleSchema,
  /** How long a window is; one follows the other. */
  windowMs: z.number().positive().max(1e12),
  /** In their order: a window's value with its rows, null where there was nothing to measure, or a person who acknowledges. */
  happenings: z
    .array(
      z.union([
        z.object({ value: finite.nullable(), count: z.number().int().min(0).max(1e9) }),
        z.literal("acknowledge"),
      ]),
    )
    .max(60),
});

export type AlertStory = z.infer<typeof alertStorySchema>;

export interface ToldAlert {
  /** After each happening. */
  readonly phases: readonly AlertState["phase"][];
  readonly isNoData: readonly boolean[];
  /** What happened by each, in words of the alert's history; empty where nothing is worth keeping. */
  readonly changes: readonly (readonly AlertEntry["change"][])[];
  /** Whether somebody could acknowledge now. */
  readonly canAcknowledge: boolean;
}

/** The story; ALERT_NOT_FIRING where somebody acknowledges what is not firing. */
export function tellAlert({ monitor, windowMs, happenings }: AlertStory): ToldAlert {
  let state: AlertState = untouched;
  let end = 0;
  const told = happenings.map((happening) => {
    if (happening !== "acknowledge") end += windowMs;
    const step =
      happening === "acknowledge"
        ? acknowledge(state, { at: end, who: "you", note: "seen" })
        : judge({ monitor, state, reading: readingOf(happening, end, windowMs) });
    state = step.state;
    return {
      phase: state.phase,
      isNoData: state.noData !== null,
      changes: step.entries.map(({ change }) => change),
    };
  });
  return {
    phases: told.map(({ phase }) => phase),
    isNoData: told.map(({ isNoData }) => isNoData),
    changes: told.map(({ changes }) => changes),
    canAcknowledge: state.phase === "firing",
  };
}

function readingOf(
  { value, count }: Exclude<AlertStory["happenings"][number], "acknowledge">,
  to: number,
  windowMs: number,
) {
  return { measure: "learn", subject: "", from: to - windowMs, to, count, value, low: null, high: null };
}
