import type { Definition } from "../../core/definition/index.ts";
import type { Flow } from "../../core/progress.ts";
import type { StageContext } from "../context.ts";

export interface FeaturesInput {
  readonly definition: Definition;
  /** Path of clean.parquet. */
  readonly clean: string;
  /**
   * Where features.parquet is written: clean.parquet's columns, then one column per feature (number DOUBLE,
   * boolean BOOLEAN, text VARCHAR; never NaN or infinite), ordered by (event time, event id, `_aw_row`).
   */
  readonly directory: string;
}

export interface FeatureSummary {
  readonly name: string;
  readonly missingShare: number;
  /** The SQL of the feature's own column, for people. */
  readonly sql: string;
}

export interface FeatureTable {
  readonly flow: Flow;
  readonly note: string;
  readonly features: readonly FeatureSummary[];
}

/** Computes every feature for every event, point-in-time correct (DESIGN §4). */
export async function buildFeatures(_input: FeaturesInput, _context: StageContext): Promise<FeatureTable> {
  throw new Error("not built yet");
}
