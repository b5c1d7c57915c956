/**
 * The definition by which rows to predict are parsed and cleaned: that of the package, but what was learned from the
 * training table is fixed, what is known only afterwards is not asked, and features that rows carry are columns.
 */
import { boolean, type Column, number, text } from "../../core/column.ts";
import type { Definition, FeatureType, Rule } from "../../core/definition/index.ts";
import { walk } from "../../core/expression/index.ts";
import type { RuleOutcome } from "../2-clean/index.ts";
import type { Manifest } from "../6-package/index.ts";

export interface ServingDefinition {
  readonly definition: Definition;
  /** What cleanEvent wants beside it; no rule in it has anything left to learn. */
  readonly outcomes: readonly RuleOutcome[];
  /** The features that the rows carry themselves. */
  readonly given: ReadonlySet<string>;
}

const columnOfFeature: Readonly<Record<FeatureType, () => Column>> = { number, boolean, text };

/** The serving side of a package's definition for rows that carry the features `given`. */
export function servingDefinition(
  { definition, cleaning }: Pick<Manifest, "definition" | "cleaning">,
  given: ReadonlySet<string>,
): ServingDefinition {
  const features = definition.features.filter(({ name }) => !given.has(name));
  const carried = definition.features
    .filter(({ name }) => given.has(name))
    .map(({ name, type }) => [name, columnOfFeature[type]()] as const);
  const rules = definition.rules
    .flatMap((rule, index) => fixedRule(rule, cleaning[index]?.bounds ?? null))
    .filter((rule) => isAsked(rule, definition, features.length > 0));
  const events = {
    ...definition.events,
    columns: { ...definition.events.columns, ...Object.fromEntries(carried) },
    maxRejectedShare: 1,
  };
  const outcomes = rules.map(({ name, policy }) => ({
    rule: name,
    policy: policy.kind,
    rows: 0,
    bounds: null,
  }));
  return { definition: { ...definition, events, rules, features }, outcomes, given };
}

/** The columns whose value is known only after the event. */
export function outcomeColumns({ events }: Definition): Set<string> {
  const declared = Object.entries(events.columns).filter(([, { outcome }]) => outcome === true);
  const { column, knownColumn } = events.label;
  return new Set([column, ...(knownColumn === null ? [] : [knownColumn]), ...declared.map(([name]) => name)]);
}

/** An outlier rule with the bounds that it learned; a row that would have stopped a run is set aside. */
export function fixedRule(rule: Rule, bounds: RuleOutcome["bounds"]): Rule[] {
  const policy: Rule["policy"] = rule.policy.kind === "fail" ? { kind: "setAside" } : rule.policy;
  if (rule.check.kind !== "outlier") return [{ ...rule, policy }];
  if (bounds === null) return [];
  const { column } = rule.check;
  return [{ ...rule, policy, check: { kind: "range", column, min: bounds.low, max: bounds.high } }];
}

/** Keys are needed to find the past only; the event's own id and known time never are. */
function isAsked({ check }: Rule, definition: Definition, needsPast: boolean): boolean {
  const { id, known, entity, time } = definition.events;
  const outcomes = outcomeColumns(definition);
  if (check.kind === "condition")
    return ![...walk(check.condition)].some((node) => node.kind === "column" && outcomes.has(node.column));
  if (check.kind === "duplicate") return id !== null;
  if (outcomes.has(check.column)) return false;
  if (check.kind !== "missing") return true;
  if (check.column === id || check.column === known) return false;
  return needsPast || (check.column !== entity && check.column !== time);
}
