/**
 * Training/serving skew, measured: every logged prediction is made again from the log by the stages that make training
 * tables (collect, clean, features), by the definition of its own version, and compared with what the model was given.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AirworthyError, type ErrorCode } from "../../../core/error.ts";
import { logPosition, type Store } from "../../../io/store/index.ts";
import type { StageContext } from "../../context.ts";
import { withOwnConnection } from "../own-connection.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import type { InputSkew } from "./compare-inputs.ts";
import { type RefusedPrediction, type ReplayedManifest, replayVersion } from "./replay-version.ts";
import { type SpooledLog, spoolLog } from "./spool-log.ts";

export interface ReplayInput {
  readonly store: Store;
  /** The package of a version that predicted; what it throws is told of that version, and the others go on. */
  readonly packageOf: (name: string, version: number) => Promise<{ readonly manifest: ReplayedManifest }>;
}

export interface ReplayOptions {
  /** Only predictions that were had since then, epoch milliseconds; all unless told. */
  readonly since?: number;
  /** Rows (a prediction's and those of the past that it sees) that are computed at once, about; two million unless told. */
  readonly rowsAtOnce?: number;
  readonly onProgress?: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  readonly step: "read" | "clean" | "features";
  /** Null while the log is read. */
  readonly version: number | null;
  readonly done: number;
  readonly total: number | null;
}

export interface VersionSkew {
  readonly model: string;
  readonly version: number;
  readonly predictions: number;
  /** Predictions whose row the batch rules refuse, though serving answered. */
  readonly refused: { readonly count: number; readonly examples: readonly RefusedPrediction[] };
  /** Predictions that are not compared, for events that they saw were removed by age. */
  readonly removed: number;
  /** In the order of the model's inputs. */
  readonly inputs: readonly InputSkew[];
}

export interface UnreplayedVersion {
  readonly model: string;
  readonly version: number;
  readonly predictions: number;
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface Replay {
  /** Epoch milliseconds; null: the whole log. */
  readonly since: number | null;
  readonly predictions: number;
  /** How many of them were compared whole. */
  readonly compared: number;
  /** Values that differ, over all inputs. */
  readonly mismatches: number;
  /** Predictions that were left out, for events that they saw were removed by age. */
  readonly removed: number;
  /** Every other prediction was compared and none differs. */
  readonly isClean: boolean;
  readonly versions: readonly VersionSkew[];
  /** Versions whose predictions cannot be made again, and why. */
  readonly unreplayed: readonly UnreplayedVersion[];
}

const usualRowsAtOnce = 2_000_000;

/** Replays the log as it stands when the call begins; CANCELLED, STORE_UNUSABLE, DISK_UNUSABLE. */
export async function replay(
  input: ReplayInput,
  context: StageContext,
  options: ReplayOptions = {},
): Promise<Replay> {
  return await withOwnConnection(context, async (own) => {
    await using directory = await temporaryDirectory();
    return await replayIn(directory.path, { ...input, ...options }, own);
  });
}

async function replayIn(
  directory: string,
  input: ReplayInput & ReplayOptions,
  context: StageContext,
): Promise<Replay> {
  const { store, since = null, onProgress = () => {} } = input;
  const log = await spoolLog(
    { store, since, upTo: await logPosition(store), of: "those predicted", directory },
    {
      engine: context.engine,
      proceed: (done) => {
        throwIfStopped(context.signal);
        onProgress({ step: "read", version: null, done, total: null });
      },
    },
  );
  const spans = await context.engine.all(
    `SELECT model, version, max_lateness_us, count(*) AS predictions FROM ${log.predictions} GROUP BY ALL ORDER BY model, version, max_lateness_us`,
  );
  const versions: VersionSkew[] = [];
  const unreplayed: UnreplayedVersion[] = [];
  for (const [index, row] of spans.entries()) {
    const span: Span = {
      model: String(row.model),
      version: Number(row.version),
      maxLatenessMicros: Number(row.max_lateness_us),
      predictions: Number(row.predictions),
    };
    const own = join(directory, String(index));
    await mkdir(own);
    const replayed = await replaySpan({ span, log, directory: own }, input, context);
    if ("inputs" in replayed) versions.push(replayed);
    else unreplayed.push(replayed);
  }
  return summed({ since, versions, unreplayed });
}

interface Span {
  readonly model: string;
  readonly version: number;
  readonly maxLatenessMicros: number;
  readonly predictions: number;
}

interface SpanInput {
  readonly span: Span;
  readonly log: SpooledLog;
  readonly directory: string;
}

async function replaySpan(
  { span, log, directory }: SpanInput,
  { packageOf, rowsAtOnce = usualRowsAtOnce, onProgress = () => {} }: ReplayInput & ReplayOptions,
  context: StageContext,
): Promise<VersionSkew | UnreplayedVersion> {
  const { model, version, maxLatenessMicros, predictions } = span;
  let loaded: Awaited<ReturnType<typeof packageOf>>;
  try {
    loaded = await packageOf(model, version);
  } catch (cause) {
    if (!(cause instanceof AirworthyError)) throw cause;
    return { model, version, predictions, code: cause.code, reason: cause.message };
  }
  const proceed = (step: ReplayProgress["step"], done: number, total: number | null) => {
    throwIfStopped(context.signal);
    onProgress({ step, version, done, total });
  };
  const { manifest } = loaded;
  const found = await replayVersion(
    { manifest, model, version, log, directory, maxLatenessMicros, rowsAtOnce },
    { ...context, proceed },
  );
  return { model, version, predictions, ...found };
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new AirworthyError("CANCELLED", "The replay was stopped on request.");
}

type Parts = Pick<Replay, "since" | "versions" | "unreplayed">;

function summed({ since, versions, unreplayed }: Parts): Replay {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const predictions = sum([...versions, ...unreplayed].map((one) => one.predictions));
  const removed = sum(versions.map((one) => one.removed));
  const compared = sum(versions.map((one) => one.predictions - one.refused.count - one.removed));
  const mismatches = sum(versions.flatMap(({ inputs }) => inputs.map((one) => one.mismatches)));
  return {
    since,
    predictions,
    compared,
    mismatches,
    removed,
    isClean: mismatches === 0 && compared + removed === predictions,
    versions,
    unreplayed,
  };
}
