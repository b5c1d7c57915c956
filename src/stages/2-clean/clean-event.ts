import type { Check, Definition, Rule } from "../../core/definition/index.ts";
import { compileRow, type Value } from "../../core/expression/index.ts";
import type { Event } from "../1-collect/index.ts";
import { type Bounds, latestMicros } from "./limit.ts";
import { compilePattern } from "./pattern.ts";
import { clipBounds, imputedValue } from "./repair.ts";
import { columnsRead, type RuleOutcome } from "./rule-outcome.ts";

export interface CleanEventOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** False before the outcome is known: rules that read the label or an outcome column are left out. True unless told. */
  readonly outcomesKnown?: boolean;
}

/** The event as the rules left it, or the rule that rejects it (drop, setAside and fail alike). */
export type CleanedEvent = { readonly event: Event } | { readonly rejectedBy: Rule };

/** The event after one rule; null where the rule rejects it. */
type Step = (event: Event, now: number) => Event | null;

interface CompiledRule {
  readonly rule: Rule;
  readonly readsOutcome: boolean;
  readonly step: Step;
}

const compiledByOutcomes = new WeakMap<readonly RuleOutcome[], readonly CompiledRule[]>();

/**
 * Applies the rules to one typed event with the meaning that `clean` gives a table: bounds of outliers are those that
 * `outcomes` learned. Whether an event's id stood before cannot be seen in one event: duplicate rules let it pass.
 */
export function cleanEvent(
  definition: Definition,
  outcomes: readonly RuleOutcome[],
  event: Event,
  { now, outcomesKnown = true }: CleanEventOptions,
): CleanedEvent {
  let current = event;
  for (const { rule, readsOutcome, step } of compiledFor(definition, outcomes)) {
    if (readsOutcome && !outcomesKnown) continue;
    const next = step(current, now);
    if (next === null) return { rejectedBy: rule };
    current = next;
  }
  return { event: current };
}

function compiledFor(definition: Definition, outcomes: readonly RuleOutcome[]): readonly CompiledRule[] {
  const known = compiledByOutcomes.get(outcomes);
  if (known !== undefined) return known;
  const { columns, label } = definition.events;
  const isOutcome = (name: string) => name === label.column || columns[name]?.outcome === true;
  const compiled = definition.rules.map((rule, index) => ({
    rule,
    readsOutcome: columnsRead(rule, definition).some(isOutcome),
    step: stepOf(rule, outcomes[index]?.bounds ?? null, definition),
  }));
  compiledByOutcomes.set(outcomes, compiled);
  return compiled;
}

function stepOf(rule: Rule, bounds: Bounds | null, definition: Definition): Step {
  const found = finder(rule.check, bounds);
  const repair = repairOf(rule, bounds, definition);
  return (event, now) => (found(event, now) ? repair(event) : event);
}

function repairOf(rule: Rule, bounds: Bounds | null, definition: Definition): (event: Event) => Event | null {
  const { check, policy } = rule;
  if (!("column" in check) || (policy.kind !== "clip" && policy.kind !== "impute")) return () => null;
  const { column } = check;
  if (policy.kind === "impute") {
    const value = imputedValue(rule, definition);
    return (event) => ({ ...event, [column]: value });
  }
  const { low, high } = clipBounds(rule, bounds, definition.events.columns[column] ?? { kind: "number" });
  return (event) => ({ ...event, [column]: clipped(event[column], low, high) });
}

function clipped(value: Value | undefined, low: number | null, high: number | null): Value {
  if (typeof value !== "number") return value ?? null;
  if (low !== null && value < low) return low;
  return high !== null && value > high ? high : value;
}

type Finder = (event: Event, now: number) => boolean;
type Finders = {
  readonly [K in Check["kind"]]: (check: Extract<Check, { kind: K }>, bounds: Bounds | null) => Finder;
};

const outside =
  (column: string, low: number | null, high: number | null): Finder =>
  (event) => {
    const value = event[column];
    return typeof value === "number" && ((low !== null && value < low) || (high !== null && value > high));
  };

const isMissing = (value: Value | undefined) => value === null || value === undefined;

const finders: Finders = {
  missing:
    ({ column }) =>
    (event) =>
      isMissing(event[column]),
  range: ({ column, min, max }) => outside(column, min, max),
  allowed: ({ column, values }) => {
    const allowed = new Set<Value>(values);
    return (event) => !isMissing(event[column]) && !allowed.has(event[column] ?? null);
  },
  pattern: ({ column, pattern }) => {
    const compiled = compilePattern(pattern);
    return (event) => {
      const value = event[column];
      return typeof value === "string" && !compiled.matches(value);
    };
  },
  future:
    ({ column, toleranceMicros }) =>
    (event, now) => {
      const value = event[column];
      return typeof value === "number" && value > latestMicros(now, toleranceMicros);
    },
  outlier: ({ column }, bounds) => (bounds === null ? () => false : outside(column, bounds.low, bounds.high)),
  duplicate: () => () => false,
  condition: ({ condition }) => {
    const holds = compileRow(condition);
    return (event) => holds(event) === true;
  },
};

function finder<K extends Check["kind"]>(check: Extract<Check, { kind: K }>, bounds: Bounds | null): Finder {
  const make: (check: Extract<Check, { kind: K }>, bounds: Bounds | null) => Finder =
    finders[check.kind as K];
  return make(check, bounds);
}
