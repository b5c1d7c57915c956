/** From what the user wrote to what it means; every problem is told at once. */
import type { Column } from "../column.ts";
import { AirworthyError } from "../error.ts";
import { columnExpression, entity, valueTypeOfColumn } from "../expression/index.ts";
import type { Metric, Task } from "../metric.ts";
import { type Duration, durationMicros } from "../time.ts";
import type {
  Definition,
  Feature,
  Gate,
  LabelDefinition,
  ModelInput,
  ThresholdChoice,
} from "./definition.ts";
import { resolveFeedback } from "./feedback-policy.ts";
import { findProblems } from "./find-problems.ts";
import { resolveLabelSources } from "./label-source.ts";
import { mlp } from "./model.ts";
import { monitorOptionProblems } from "./monitor-problems.ts";
import { resolveNotify } from "./notify.ts";
import type {
  CleanContext,
  Columns,
  FeatureContext,
  FeatureExpression,
  LabelOption,
  NameOf,
  PipelineOptions,
} from "./options.ts";
import { resolveMonitors } from "./resolve-monitors.ts";
import { resolveRetention } from "./retention.ts";
import { resolveRetrain } from "./retrain.ts";
import { type RolloutOptions, resolveRollout } from "./rollout.ts";
import { cleanColumn, declaredRules, type Rule } from "./rule.ts";
import { strictNames } from "./strict-names.ts";

type Features = Readonly<Record<string, FeatureExpression>>;

/** Defines a pipeline; CONFIG_INVALID lists everything in it that has no meaning. */
export function pipeline<
  const C extends Columns,
  const E extends NameOf<C>,
  const L extends LabelOption<C>,
  const F extends Features = Features,
>(options: PipelineOptions<C, E, L, F>): Definition {
  const { events, split = {}, validation = {}, gates = {}, packaging = {}, monitor = {}, seed = 1 } = options;
  const columns: Columns = events.columns;
  const label = resolveLabel(columns, events.label as string | LabelNames);
  const keys = [events.id, events.entity, events.time, events.known].filter((name) => name !== undefined);
  const features = resolveFeatures(
    options.features?.(featureContext<C, E>(events.columns, events.entity)) ?? {},
  );
  const written = options.clean?.(cleanContext(events.columns)) ?? [];
  const required = keys.filter((name) => !isRequired(name, written));
  const definition: Definition = {
    kind: "definition",
    name: options.name,
    seed,
    events: {
      source: events.source,
      id: events.id ?? null,
      entity: events.entity,
      time: events.time,
      known: events.known ?? null,
      label,
      columns,
      maxRejectedShare: events.maxRejectedShare ?? 0.05,
    },
    rules: [...declaredRules(columns, required), ...written],
    features,
    inputs: [
      ...resolveColumnInputs(columns, options.inputs, [...keys, label.column, label.knownColumn]),
      ...featureInputs(features),
    ],
    split: { by: split.by ?? "time", validation: split.validation ?? 0.2, seed },
    model: options.model ?? mlp(),
    validation: {
      threshold: resolveThreshold(validation.threshold),
      slices: validation.slices ?? [],
      calibrate: validation.calibrate ?? true,
      bootstrapSamples: validation.bootstrapSamples ?? 1_000,
    },
    gates: resolveGates(gates),
    packaging: {
      accuracyBudget: packaging.accuracyBudget ?? 0.001,
      latencyBudgetMs: packaging.latencyBudgetMs ?? 800,
    },
    monitor: resolveMonitors(monitor),
    feedback: resolveFeedback(options.feedback),
    labelSources: resolveLabelSources(options.feedback?.pull),
    notify: resolveNotify(options.notify),
    retrain: resolveRetrain(options.retrain),
    rollout: resolveRollout(options.rollout as RolloutOptions, label.task),
    retention: resolveRetention(options.retention),
  };
  refuseProblems(definition, monitorOptionProblems(monitor));
  return Object.freeze(definition);
}

function refuseProblems(definition: Definition, written: readonly string[]): void {
  const problems = [...written, ...findProblems(definition)];
  if (problems.length === 0) return;
  const message = `The pipeline '${definition.name}' has no meaning yet: ${problems.join("; ")}.`;
  throw new AirworthyError("CONFIG_INVALID", message, { details: { problems } });
}

/** Whether the written rules let no row pass that lacks this column: such a one takes the place of the declared one. */
function isRequired(name: string, written: readonly Rule[]): boolean {
  return written.some(
    ({ check, policy }) =>
      check.kind === "missing" && check.column === name && !["impute", "clip"].includes(policy.kind),
  );
}

function taskOf(column: Column | undefined, above: number | undefined): Task {
  if (above !== undefined || column?.kind === "boolean") return "binary";
  return column?.kind === "category" || column?.kind === "text" ? "multiclass" : "regression";
}

/** A label option with its column types erased. */
interface LabelNames {
  readonly column: string;
  readonly above?: number;
  readonly maturesAfter?: Duration;
  readonly knownAt?: string;
}

function resolveLabel(columns: Columns, option: string | LabelNames): LabelDefinition {
  const details: LabelNames = typeof option === "string" ? { column: option } : option;
  return {
    column: details.column,
    above: details.above ?? null,
    task: taskOf(columns[details.column], details.above),
    maturesAfterMicros: details.maturesAfter === undefined ? 0 : durationMicros(details.maturesAfter),
    knownColumn: details.knownAt ?? null,
  };
}

function cleanContext<C extends Columns>(columns: C): CleanContext<C> {
  const entries = Object.entries(columns).map(([name, { kind }]) => [name, cleanColumn(name, kind)]);
  return strictNames(Object.fromEntries(entries) as CleanContext<C>, "clean");
}

function featureContext<C extends Columns, E extends string>(
  columns: C,
  entityColumn: E,
): FeatureContext<C, E> {
  const stem = entityColumn.endsWith("_id") ? entityColumn.slice(0, -"_id".length) : "entity";
  const entries = Object.entries(columns).map(([name, { kind }]) => [
    name,
    columnExpression(name, valueTypeOfColumn[kind]),
  ]);
  const context = { entity, [stem]: entity, ...Object.fromEntries(entries) } as FeatureContext<C, E>;
  return strictNames(context, "features");
}

function resolveFeatures(features: Features): Feature[] {
  return Object.entries(features).map(([name, { type, node }]) => ({ name, type, expression: node }));
}

function featureInputs(features: readonly Feature[]): ModelInput[] {
  return features.map(({ name, type }) => ({ name, origin: "feature", type }));
}

function isDefaultInput({ kind, pii = false, outcome = false }: Column): boolean {
  return !pii && !outcome && kind !== "text" && kind !== "timestamp";
}

function resolveColumnInputs(
  columns: Columns,
  named: readonly string[] | undefined,
  keys: readonly (string | null)[],
): ModelInput[] {
  const usual = Object.keys(columns).filter(
    (name) => !keys.includes(name) && isDefaultInput(columns[name] as Column),
  );
  return (named ?? usual).map((name) => {
    const kind = columns[name]?.kind ?? "text";
    return { name, origin: "column", type: kind === "timestamp" ? "number" : valueTypeOfColumn[kind] };
  });
}

type ThresholdOption =
  | number
  | { readonly best: Metric }
  | { readonly cost: { readonly falsePositive: number; readonly falseNegative: number } };

function resolveThreshold(option: ThresholdOption = 0.5): ThresholdChoice {
  if (typeof option === "number") return { kind: "fixed", value: option };
  if ("best" in option) return { kind: "best", metric: option.best };
  return { kind: "cost", ...option.cost };
}

const championRequirement = { true: "overall", false: "never", "on each slice": "on each slice" } as const;

function resolveGates(options: Readonly<Record<string, unknown>>): Definition["gates"] {
  const { notWorseThanChampion = false, ...named } = options as {
    notWorseThanChampion?: boolean | "on each slice";
  };
  const bounds = Object.entries(named).map(([metric, bound]): Gate => {
    const { atLeast, atMost } = bound as { atLeast?: number; atMost?: number };
    if (atLeast !== undefined) return { metric: metric as Metric, direction: "atLeast", bound: atLeast };
    return { metric: metric as Metric, direction: "atMost", bound: atMost ?? Number.NaN };
  });
  return { bounds, notWorseThanChampion: championRequirement[`${notWorseThanChampion}`] };
}
