/**
 * Prediction and trace as a library call: with an engine of their own that lasts as long as the call. What they are
 * made of is loaded by the call too: a config imports this library for its words alone.
 */
import { AirworthyError } from "../core/error.ts";
import type { EngineOptions } from "../io/engine.ts";
import type * as serve from "../stages/7-serve/index.ts";
import type { StageContext } from "../stages/context.ts";

export interface PredictOptions {
  /** Stops the call with CANCELLED. */
  readonly signal?: AbortSignal;
  /** The clock, in epoch milliseconds; Date.now unless told. */
  readonly now?: () => number;
}

/** A past is not needed: without one, features of the past are what they are for an entity never seen. */
type OptionalHistory<T extends { readonly history: string | null }> = Omit<T, "history"> &
  Partial<Pick<T, "history">>;

const serving = () => import("../stages/7-serve/index.ts");

/** Predicts a few rows with a loaded package, in their order; rows that do not fit come back as rejected. */
export async function predict(
  input: OptionalHistory<serve.PredictInput>,
  options: PredictOptions = {},
): Promise<serve.Predictions> {
  return await withEngine(options, async (context) =>
    (await serving()).predict({ history: null, ...input }, context),
  );
}

/** Predicts a file of any size into another: .csv, .jsonl or .parquet. */
export async function predictFile(
  input: OptionalHistory<serve.PredictFileInput>,
  options: PredictOptions = {},
): Promise<serve.PredictedFile> {
  return await withEngine(options, async (context) =>
    (await serving()).predictFile({ history: null, ...input }, context),
  );
}

/** One prediction layer by layer; INPUT_INVALID where the row is refused. */
export async function trace(
  input: OptionalHistory<serve.TraceInput>,
  options: PredictOptions = {},
): Promise<serve.Trace> {
  return await withEngine(options, async (context) =>
    (await serving()).trace({ history: null, ...input }, context),
  );
}

/** The first row of a .csv, .jsonl or .parquet file, as {@link trace} takes it. */
export async function firstRow(
  input: serve.FirstRowInput,
  options: PredictOptions = {},
): Promise<serve.FirstRow> {
  return await withEngine(options, async (context) => (await serving()).firstRow(input, context));
}

/** Records the past that a package was made from in an event log, so that a server's live features go on from there. */
export async function backfill(
  input: serve.BackfillInput,
  options: PredictOptions = {},
): Promise<serve.Backfilled> {
  return await withEngine(options, async (context) => (await serving()).backfill(input, context));
}

/** Gives `work` the effects of a stage; the signal interrupts its query, and it fails as CANCELLED. */
export async function withEngine<T>(
  { signal = new AbortController().signal, now = Date.now }: PredictOptions,
  work: (context: StageContext) => Promise<T>,
  engineOptions: EngineOptions = {},
): Promise<T> {
  const { openEngine } = await import("../io/engine.ts");
  using engine = await openEngine(engineOptions);
  const own = AbortSignal.any([signal]);
  signal.addEventListener("abort", () => engine.connection.interrupt(), { once: true });
  try {
    return await work({ engine, signal: own, now, emit: () => {} });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new AirworthyError("CANCELLED", "The work was cancelled.", { cause });
  }
}
