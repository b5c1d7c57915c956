/**
 * Labels in bulk into the event log, as if each had been reported: durable in batches, and a second time counted as
 * repeated. What does not fit is told with its row, and the rest goes on.
 */
import type { FileSource, Source } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import type { EventLog, FeedbackEntry, FeedbackOutcome } from "../../../io/event-log/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import {
  liveModel,
  readFeedback,
  sourceOf,
  temporaryDirectory,
  withOwnConnection,
} from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { type LabelFile, readLabelFile } from "./label-file.ts";

export interface ImportLabelsInput extends TakeLabels {
  /** A .csv, .jsonl, .ndjson or .parquet file: prediction_id or event_id, label, and known_at where it is told. */
  readonly path: string;
}

/** Who takes labels, and for whom. */
export interface TakeLabels {
  readonly package: Pick<LoadedPackage, "manifest">;
  readonly log: EventLog;
  /** Who says so; nobody by name unless told. */
  readonly source?: string;
  /** Takes each bad row as it is found. */
  readonly onBad: (bad: BadLabel) => Promise<void>;
  /** Called after each append with the rows that were read. */
  readonly onProgress?: (rows: number) => void;
}

export interface BadLabel {
  /** 1-based place among the file's records, without a header. */
  readonly row: number;
  /** Null where the row could not be split into columns. */
  readonly column: string | null;
  /** Null where there is none to show. */
  readonly value: string | null;
  readonly reason: string;
}

export interface ImportedLabels extends Readonly<Record<FeedbackOutcome, number>> {
  readonly rows: number;
  /** Rows that were not taken. */
  readonly bad: number;
}

/** Labels that become durable together. */
const appendedTogether = 1_000;

/** Imports a file of any size. Errors of collect and of the log; what was appended before one stays. */
export async function importLabels(input: ImportLabelsInput, context: StageContext): Promise<ImportedLabels> {
  await using directory = await temporaryDirectory();
  const { manifest } = input.package;
  const { kind, paths } = sourceOf(manifest, input.path) as FileSource;
  const place = { name: input.path, projectDirectory: process.cwd(), directory: directory.path };
  const source = { kind, paths } as Source;
  return await takeLabels(input, await readLabelFile({ manifest, source, ...place }, context), context);
}

/** Takes what {@link readLabelFile} read. */
export async function takeLabels(
  input: TakeLabels,
  file: LabelFile,
  context: StageContext,
): Promise<ImportedLabels> {
  const misfits = await tellMisfits(input, file, context);
  const appended = await appendLabels(input, file, context);
  const { refused, ...outcomes } = appended;
  return { rows: file.rows, ...outcomes, bad: misfits + refused };
}

async function tellMisfits({ onBad }: TakeLabels, { misfits }: LabelFile, context: StageContext) {
  const rows = new Set<number>();
  await eachRow(context, misfits, async ([row, column, value, reason]) => {
    const text = (part: unknown) => (part === null || part === undefined ? null : String(part));
    rows.add(Number(row));
    await onBad({ row: Number(row), column: text(column), value: text(value), reason: String(reason) });
  });
  return rows.size;
}

async function appendLabels(input: TakeLabels, { labels }: LabelFile, context: StageContext) {
  const { log, source, onBad, onProgress = () => {} } = input;
  const model = liveModel(input.package.manifest);
  const counts = { matched: 0, pending: 0, repeated: 0, refused: 0 };
  let waiting: FeedbackEntry[] = [];
  let read = 0;
  const flush = async () => {
    // Feedback decides on nothing that was seen.
    const appended = await log.append(waiting, { seen: Number.MAX_SAFE_INTEGER, now: context.now() });
    if (appended.status !== "appended") throw new Error(`feedback alone cannot be ${appended.status}`);
    for (const outcome of appended.feedback) counts[outcome] += 1;
    waiting = [];
    onProgress(read);
  };
  await eachRow(context, labels, async ([row, prediction, event, label, knownAt]) => {
    read += 1;
    const now = context.now();
    const known = knownAt === null ? {} : { knownAt: Number(knownAt) };
    const said = { prediction_id: prediction, event_id: event, label: plain(label), source };
    const entry = readFeedback(said, { model, now });
    if ("faults" in entry) {
      counts.refused += 1;
      for (const { field, rule, value } of entry.faults)
        await onBad({
          row: Number(row),
          column: field,
          value: value === null ? null : String(value),
          reason: rule,
        });
    } else if ((known.knownAt ?? now) > now) {
      counts.refused += 1;
      const value = new Date(Number(knownAt)).toISOString();
      await onBad({ row: Number(row), column: "known_at", value, reason: "is in the future" });
    } else waiting.push({ ...entry, ...known });
    if (waiting.length >= appendedTogether) await flush();
  });
  if (waiting.length > 0) await flush();
  return counts;
}

/** The rows of a query one by one, never all of them in memory. */
async function eachRow(
  context: StageContext,
  sql: string,
  take: (row: readonly unknown[]) => Promise<void>,
): Promise<void> {
  await withOwnConnection(context, async ({ engine, signal }) => {
    const result = await engine.connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      for (const row of chunk.getRows()) {
        if (signal.aborted) throw new AirworthyError("CANCELLED", "Stopped while labels were imported.");
        await take(row);
      }
    }
  });
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
