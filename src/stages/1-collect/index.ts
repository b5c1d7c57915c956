import type { Definition } from "../../core/definition/index.ts";
import type { Flow } from "../../core/progress.ts";
import type { StageContext } from "../context.ts";

export interface CollectInput {
  readonly definition: Definition;
  /** The folder that relative source paths start from: the config's. */
  readonly projectDirectory: string;
  /**
   * Where raw.parquet and rejected.parquet are written.
   * raw.parquet: `_aw_row` BIGINT (1-based position in the source), the declared columns in declared order, typed
   * (text, category VARCHAR; integer BIGINT; number DOUBLE; boolean BOOLEAN; timestamp TIMESTAMP in UTC), then the
   * undeclared ones as they came. rejected.parquet: `_aw_row` BIGINT, `column` VARCHAR, `value` VARCHAR,
   * `reason` VARCHAR, `row` VARCHAR (the whole row as JSON); one line a misfit.
   */
  readonly directory: string;
}

export interface Collected {
  readonly flow: Flow;
  readonly note: string;
  /** SHA-256 of raw.parquet's meaning: same input, same hash. */
  readonly hash: string;
  readonly undeclared: readonly string[];
  readonly rejectedRows: number;
  readonly rejectedByColumn: Readonly<Record<string, number>>;
}

/** The content hash of the source together with the declared columns: the key of the snapshot. */
export async function fingerprint(
  _input: Omit<CollectInput, "directory">,
  _context: StageContext,
): Promise<string> {
  throw new Error("not built yet");
}

/** Reads the source into an immutable, typed snapshot; values that do not fit are set aside with their row. */
export async function collect(_input: CollectInput, _context: StageContext): Promise<Collected> {
  throw new Error("not built yet");
}
