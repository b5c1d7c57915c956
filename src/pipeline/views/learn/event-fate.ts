/** What collect and clean of a definition make of one event, by the functions that a server reads live events with. */
import type { Definition } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import type { Value } from "../../../core/expression/index.ts";
import { formatMicros } from "../../../core/time.ts";
import { type Event, type Misfit, parseEvent } from "../../../stages/1-collect/live.ts";
import { cleanEvent, type RuleOutcome } from "../../../stages/2-clean/live.ts";

export interface EventFate {
  /** `collect`: a value does not fit; `clean`: a rule sends it away; null: it goes on. */
  readonly leftAt: "collect" | "clean" | null;
  readonly misfits: readonly Misfit[];
  readonly rule: string | null;
  readonly policy: string | null;
  /** What each column became; times as ISO 8601. Empty where a value does not fit. */
  readonly values: readonly {
    readonly name: string;
    readonly read: Value;
    /** After the rules; null where it left. */
    readonly cleaned: Value;
    readonly isRepaired: boolean;
  }[];
}

export interface EventFateInput {
  readonly definition: Definition;
  /** With the bounds that rules learned in the run. */
  readonly outcomes: readonly RuleOutcome[];
  /** As a client would send it; an empty text is missing, as in a file. */
  readonly event: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Reads and cleans the event; nothing is recorded. */
export function eventFate({ definition, outcomes, event, now }: EventFateInput): EventFate {
  const given = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== ""));
  const parsed = parsedOrMisfits(definition, given);
  if (Array.isArray(parsed))
    return { leftAt: "collect", misfits: parsed, rule: null, policy: null, values: [] };
  const cleaned = cleanEvent(definition, outcomes, parsed, { now });
  const left = "rejectedBy" in cleaned ? cleaned.rejectedBy : null;
  const after = "event" in cleaned ? cleaned.event : {};
  return {
    leftAt: left === null ? null : "clean",
    misfits: [],
    rule: left?.name ?? null,
    policy: left?.policy.kind ?? null,
    values: Object.keys(definition.events.columns).map((name) => {
      const read = shown(definition, name, parsed[name] ?? null);
      const result = shown(definition, name, after[name] ?? null);
      return { name, read, cleaned: result, isRepaired: left === null && read !== result };
    }),
  };
}

function parsedOrMisfits(definition: Definition, given: unknown): Event | Misfit[] {
  try {
    return parseEvent(definition, given);
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "INPUT_INVALID") throw cause;
    return [...((cause.details.misfits ?? []) as Misfit[])];
  }
}

function shown({ events }: Definition, name: string, value: Value): Value {
  const column = events.columns[name];
  if (column?.pii === true && value !== null) return "(hidden)";
  return column?.kind === "timestamp" && typeof value === "number" ? formatMicros(value) : value;
}
