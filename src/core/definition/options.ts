/** The types of a config: columns are inferred, so that a misspelt name or a wrong operator does not compile. */
import type { Column, ColumnKind } from "../column.ts";
import type { Entity, Expression, ExpressionOf, valueTypeOfColumn } from "../expression/index.ts";
import type { MetricOf, Task } from "../metric.ts";
import type { Duration } from "../time.ts";
import type { FeedbackOptions } from "./feedback-policy.ts";
import type { ModelSpec } from "./model.ts";
import type { MonitorOptions } from "./monitor-options.ts";
import type { NotifyOptions } from "./notify.ts";
import type { RetentionOptions } from "./retention.ts";
import type { RetrainOptions } from "./retrain.ts";
import type { RolloutOptions } from "./rollout.ts";
import type { CleanColumn, Rule } from "./rule.ts";
import type { Source } from "./source.ts";

export type Columns = Readonly<Record<string, Column>>;

/** The names of the columns of these kinds. */
export type NameOf<C extends Columns, K extends ColumnKind = ColumnKind> = {
  [N in keyof C & string]: C[N]["kind"] extends K ? N : never;
}[keyof C & string];

export interface LabelDetails<C extends Columns> {
  readonly column: NameOf<C, "boolean" | "category" | "number" | "integer">;
  /** Makes a number column a boolean label: true above this value. */
  readonly above?: number;
  /** How long after its event the label is known; history sees it no earlier. */
  readonly maturesAfter?: Duration;
  /** The column that says when the label was known, instead. */
  readonly knownAt?: NameOf<C, "timestamp">;
}

export type LabelOption<C extends Columns> =
  | NameOf<C, "boolean" | "category" | "number" | "integer">
  | LabelDetails<C>;

type TaskOfKind<K extends ColumnKind> = K extends "boolean"
  ? "binary"
  : K extends "category"
    ? "multiclass"
    : "regression";

/** The label's type gives the task: boolean (or `above`) is binary, category is multiclass, a number is regression. */
export type TaskOf<C extends Columns, L extends LabelOption<C>> = L extends { readonly above: number }
  ? "binary"
  : L extends { readonly column: infer N extends keyof C }
    ? TaskOfKind<C[N]["kind"]>
    : L extends keyof C
      ? TaskOfKind<C[L]["kind"]>
      : Task;

export interface EventsOptions<C extends Columns, E extends NameOf<C>, L extends LabelOption<C>> {
  readonly source: Source;
  readonly columns: C;
  /** The column with the event id; without one the row number stands for it. */
  readonly id?: NameOf<C, "text" | "category" | "integer">;
  /** The column that names whose history it is: a user, a device, an airport. */
  readonly entity: E;
  readonly time: NameOf<C, "timestamp">;
  /** When the event was known, where that is later than it happened. */
  readonly known?: NameOf<C, "timestamp">;
  readonly label: L;
  /** The share of rows that may be set aside before the run stops; 0.05 unless told. */
  readonly maxRejectedShare?: number;
}

type EntityName<C extends Columns, E extends string> = Exclude<
  E extends `${infer Stem}_id` ? Stem | "entity" : "entity",
  keyof C
>;

export type FeatureColumns<C extends Columns> = {
  readonly [N in keyof C]: ExpressionOf<(typeof valueTypeOfColumn)[C[N]["kind"]]>;
};

/** What `features` gets: the columns, and the entity under its name (`user` for `user_id`) and as `entity`. */
export type FeatureContext<C extends Columns, E extends string> = FeatureColumns<C> & {
  readonly [N in EntityName<C, E>]: Entity;
};

export type CleanContext<C extends Columns> = { readonly [N in keyof C]: CleanColumn<C[N]["kind"]> };

export type FeatureExpression = Expression<"number"> | Expression<"boolean"> | Expression<"text">;

export type Bound = { readonly atLeast: number } | { readonly atMost: number };

export type GatesOptions<T extends Task> = { readonly [M in MetricOf<T>]?: Bound } & {
  /** Fails a model that a paired test shows to be worse than the champion. */
  readonly notWorseThanChampion?: boolean | "on each slice";
};

export interface PipelineOptions<
  C extends Columns,
  E extends NameOf<C>,
  L extends LabelOption<C>,
  F extends Readonly<Record<string, FeatureExpression>>,
> {
  readonly name: string;
  readonly events: EventsOptions<C, E, L>;
  readonly clean?: (columns: CleanContext<C>) => readonly Rule[];
  readonly features?: (context: FeatureContext<C, E>) => F;
  /** The raw columns that the model sees beside the features; the default is every one known before the event
   * that is no key, no text and no personal data. */
  readonly inputs?: readonly NameOf<C>[];
  readonly split?: { readonly by?: "time" | "entity" | "random"; readonly validation?: number };
  readonly model?: ModelSpec;
  readonly validation?: {
    readonly threshold?:
      | number
      | { readonly best: Extract<MetricOf<TaskOf<C, L>>, "accuracy" | "f1" | "precision" | "recall"> }
      | { readonly cost: { readonly falsePositive: number; readonly falseNegative: number } };
    readonly slices?: readonly (NameOf<C> | (keyof F & string))[];
    readonly calibrate?: boolean;
    readonly bootstrapSamples?: number;
  };
  readonly gates?: GatesOptions<TaskOf<C, L>>;
  readonly packaging?: { readonly accuracyBudget?: number; readonly latencyBudgetMs?: number };
  readonly monitor?: MonitorOptions<TaskOf<C, L>, NameOf<C> | (keyof F & string)>;
  readonly feedback?: FeedbackOptions;
  /** Who is told of alerts; nobody unless told. */
  readonly notify?: NotifyOptions;
  /** When a challenger is trained; only by hand unless told. */
  readonly retrain?: RetrainOptions;
  /** How a challenger answers beside the champion before it takes its place. */
  readonly rollout?: RolloutOptions<TaskOf<C, L>>;
  /** How old what a server keeps may become. */
  readonly retention?: RetentionOptions;
  /** The seed of split, initial weights, shuffling and bootstrap; 1 unless told. */
  readonly seed?: number;
}
