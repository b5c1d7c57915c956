/** All that the learn page says of one run: figures, never words. Parts that the run has not are null or empty. */
import type { Definition, RetrainDefinition } from "../../../core/definition/index.ts";
import { resolveRetrain } from "../../../core/definition/index.ts";
import { type Monitor, type MonitorRow, monitorTable } from "../../../core/monitor/index.ts";
import type { CleaningComparison } from "../../measure-cleaning.ts";
import type { PackageResult } from "../../run-result.ts";
import { dataView, type RunData } from "../data-view.ts";
import { openRunRecord } from "../run-head.ts";
import { type ThresholdTable, thresholdTable } from "../threshold-table.ts";
import { type TrainingView, trainingView } from "../training-view.ts";
import { type ValidationView, validationView } from "../validation-view.ts";
import type { ViewedProject } from "../viewed-project.ts";
import { type EntityTimeline, entityTimeline } from "./entity-timeline.ts";
import { type ExampleAnswer, exampleAnswer } from "./example-answer.ts";
import { readComparison } from "./read-comparison.ts";

/** A column that an event may carry, and what the package's example has there. */
export interface LessonColumn {
  readonly name: string;
  readonly kind: string;
  readonly pii: boolean;
  readonly description: string;
  /** As text; "" where it is missing or personal. */
  readonly example: string;
}

/** A monitor without what only its messages need. */
export interface LessonMonitor
  extends Pick<
    Monitor,
    | "name"
    | "kind"
    | "direction"
    | "bound"
    | "resolveBound"
    | "overMs"
    | "forMs"
    | "leastSample"
    | "severity"
    | "latch"
    | "strict"
  > {
  readonly title: string;
  readonly unit: MonitorRow["unit"];
}

export interface LessonFacts {
  readonly data: RunData;
  /** The hash of the raw snapshot; null where the run did not come that far. */
  readonly snapshot: string | null;
  readonly columns: readonly LessonColumn[];
  readonly label: string;
  /** Null where the source has no event id. */
  readonly id: string | null;
  readonly entity: string;
  /** How many cleaning rules the definition has, those of declared bounds with them. */
  readonly rules: number;
  /** What the model learns with and without them; null until `airworthy learn` measured it. */
  readonly comparison: CleaningComparison | null;
  readonly timeline: EntityTimeline | null;
  readonly training: TrainingView;
  /** Without its curves. */
  readonly validation: ValidationView | null;
  /** At most {@link mostThresholds} rows of it; null where the model is not binary. */
  readonly thresholds: ThresholdTable | null;
  readonly packaged: Pick<PackageResult, "version" | "shipped" | "candidates" | "alias"> | null;
  /** What a smaller candidate may lose, as a share. */
  readonly accuracyBudget: number;
  readonly answer: ExampleAnswer | null;
  readonly monitors: readonly LessonMonitor[];
  readonly retrain: RetrainDefinition;
}

export const mostThresholds = 41;

/** The facts of the run that `name` means; NOT_FOUND, PACKAGE_INVALID. */
export async function lessonFacts(
  project: Pick<ViewedProject, "store" | "workspace">,
  name: string,
  signal?: AbortSignal,
): Promise<LessonFacts> {
  const { store, workspace } = project;
  const { head, found, result } = await openRunRecord(store, name);
  const { definition } = found;
  const { task, column: label } = definition.events.label;
  const isDone = result !== null;
  const hasThresholds =
    isDone && task === "binary" && (result.validation.curves?.thresholds ?? []).length > 0;
  const answer = await exampleAnswer({ workspace, found, result }, signal);
  return {
    data: await dataView(store, head.id),
    snapshot: result?.collecting.hash ?? null,
    columns: columnsOf(definition, answer?.raw ?? {}),
    label,
    id: definition.events.id,
    entity: definition.events.entity,
    rules: definition.rules.length,
    comparison: await readComparison(workspace, found.keys.validate),
    timeline: await entityTimeline({ workspace, found }, signal),
    training: await trainingView(project, head.id),
    validation: isDone ? { ...(await validationView(store, head.id)), curves: null } : null,
    thresholds: hasThresholds ? thinned(await thresholdTable(store, head.id)) : null,
    packaged: result?.package == null ? null : packagedOf(result.package),
    accuracyBudget: definition.packaging.accuracyBudget,
    answer,
    monitors: definition.monitor.map(monitorOf),
    retrain: { ...resolveRetrain(), ...definition.retrain }, // a run of an earlier version lacks what came since
  };
}

function columnsOf(
  { events }: Definition,
  example: Readonly<Record<string, unknown>>,
): LessonFacts["columns"] {
  return Object.entries(events.columns).map(([name, { kind, pii = false, description = "" }]) => {
    const value = pii ? null : (example[name] ?? null);
    return { name, kind, pii, description, example: value === null ? "" : String(value) };
  });
}

function packagedOf({ version, shipped, candidates, alias }: PackageResult): LessonFacts["packaged"] {
  return { version, shipped, candidates, alias };
}

function monitorOf(monitor: Monitor): LessonMonitor {
  const { name, kind, direction, bound, resolveBound, overMs, forMs, leastSample, severity } = monitor;
  const { latch, strict } = monitor;
  const { title, unit } = monitorTable[kind];
  const rule = { name, kind, direction, bound, resolveBound, overMs, forMs, leastSample, severity };
  return { ...rule, latch, strict, title, unit };
}

/** Every so many rows, and always the first, the last, the model's own and the cheapest. */
function thinned(table: ThresholdTable): ThresholdTable {
  const { rows, chosen, cheapest } = table;
  const step = Math.max(1, Math.ceil((rows.length - 1) / (mostThresholds - 3)));
  const kept = rows
    .map((row, place) => ({ row, place }))
    .filter(({ place }) => place % step === 0 || [rows.length - 1, chosen, cheapest].includes(place));
  return {
    ...table,
    rows: kept.map(({ row }) => row),
    chosen: kept.findIndex(({ place }) => place === chosen),
    cheapest: kept.findIndex(({ place }) => place === cheapest),
  };
}
