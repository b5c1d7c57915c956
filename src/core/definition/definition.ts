/** What a config means once it is checked: plain, frozen data that every stage reads. Made by `pipeline()`. */
import type { Column } from "../column.ts";
import type { ExpressionNode, ValueType } from "../expression/index.ts";
import type { Metric, Task } from "../metric.ts";
import type { Monitor } from "../monitor/index.ts";
import type { FeedbackDefinition } from "./feedback-policy.ts";
import type { LabelSource } from "./label-source.ts";
import type { ModelSpec } from "./model.ts";
import type { NotifyDefinition } from "./notify.ts";
import type { RetentionDefinition } from "./retention.ts";
import type { RetrainDefinition } from "./retrain.ts";
import type { RolloutDefinition } from "./rollout.ts";
import type { Rule } from "./rule.ts";
import type { Source } from "./source.ts";

export interface LabelDefinition {
  readonly column: string;
  /** A number column becomes a boolean label: true where the value is above this. */
  readonly above: number | null;
  readonly task: Task;
  /** The label is known this long after the event; outcome columns too. */
  readonly maturesAfterMicros: number;
  /** A timestamp column that says when the label was known, instead. */
  readonly knownColumn: string | null;
}

export interface EventsDefinition {
  readonly source: Source;
  /** Null where the source has no event id: the row number stands for it. */
  readonly id: string | null;
  readonly entity: string;
  readonly time: string;
  /** The column with the known time; null where an event is known at its own time. */
  readonly known: string | null;
  readonly label: LabelDefinition;
  readonly columns: Readonly<Record<string, Column>>;
  readonly maxRejectedShare: number;
}

export interface Feature {
  readonly name: string;
  readonly type: FeatureType;
  readonly expression: ExpressionNode;
}

export type FeatureType = Exclude<ValueType, "timestamp">;

/** One input of the model: a feature, or a raw column taken as it is. */
export interface ModelInput {
  readonly name: string;
  readonly origin: "column" | "feature";
  readonly type: FeatureType;
}

export interface SplitDefinition {
  readonly by: "time" | "entity" | "random";
  /** The share of labelled rows that validates, rounded down to whole rows. */
  readonly validation: number;
  readonly seed: number;
}

export type ThresholdChoice =
  | { readonly kind: "fixed"; readonly value: number }
  | { readonly kind: "best"; readonly metric: Metric }
  | { readonly kind: "cost"; readonly falsePositive: number; readonly falseNegative: number };

export interface ValidationDefinition {
  readonly threshold: ThresholdChoice;
  /** Columns or text features whose values are slices. */
  readonly slices: readonly string[];
  readonly calibrate: boolean;
  readonly bootstrapSamples: number;
}

export interface Gate {
  readonly metric: Metric;
  readonly direction: "atLeast" | "atMost";
  readonly bound: number;
}

export interface GatesDefinition {
  readonly bounds: readonly Gate[];
  readonly notWorseThanChampion: "never" | "overall" | "on each slice";
}

export interface PackagingDefinition {
  /** The accuracy (regression: R²) that a smaller or faster candidate may lose, as a share: 0.001 is 0.1 point. */
  readonly accuracyBudget: number;
  /** The time that the measurements of all candidates' latency share. */
  readonly latencyBudgetMs: number;
}

export interface Definition {
  readonly kind: "definition";
  readonly name: string;
  readonly seed: number;
  readonly events: EventsDefinition;
  /** Declared bounds first, then the user's rules in their order. */
  readonly rules: readonly Rule[];
  readonly features: readonly Feature[];
  readonly inputs: readonly ModelInput[];
  readonly split: SplitDefinition;
  readonly model: ModelSpec;
  readonly validation: ValidationDefinition;
  readonly gates: GatesDefinition;
  readonly packaging: PackagingDefinition;
  /** As they are written; their names differ. */
  readonly monitor: readonly Monitor[];
  /** Absent in packages of old: the newest label holds. */
  readonly feedback?: FeedbackDefinition;
  /** Absent in a package: what answers need not know where labels come from. */
  readonly labelSources?: readonly LabelSource[];
  /** Absent in a package: what answers need not know who is told. */
  readonly notify?: NotifyDefinition;
  /** Absent in a package, as that. */
  readonly retrain?: RetrainDefinition;
  /** Absent in a package, as that. */
  readonly rollout?: RolloutDefinition;
  /** Absent in a package, as that. */
  readonly retention?: RetentionDefinition;
}
