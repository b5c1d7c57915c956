/** The labels that a server recorded, looked at before a challenger learns from them. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parquetTable } from "../io/parquet-table.ts";
import { hashFile } from "../io/source-files.ts";
import type { Collected } from "../stages/1-collect/index.ts";
import { clean } from "../stages/2-clean/index.ts";
import { buildFeatures, type ServedValues } from "../stages/3-features/index.ts";
import {
  checkLabels,
  type DoubtfulRows,
  type Joined,
  joinRecorded,
  type LabelCheck,
  type LabelScope,
  type Recorded,
  sourceRows,
  writeNewSourceLabels,
} from "../stages/9-retrain/index.ts";
import type { StageContext } from "../stages/context.ts";
import { watchedChampion } from "./watched-champion.ts";
import type { Done, Workbench } from "./workbench.ts";

interface RecordedRows {
  readonly collected: Done<Collected>;
  readonly recorded: Recorded;
  readonly earlier: EarlierJoin | null;
  /** Labels of the source's rows that are left out; none unless told. */
  readonly doubtful?: (DoubtfulRows & { readonly hash: string }) | null;
}

/** The raw snapshot of an earlier join, with events that went from the log by age since. */
export interface EarlierJoin {
  readonly key: string;
  readonly path: string;
}

export interface CheckRecordedInput extends RecordedRows {
  readonly scratch: string;
  readonly trusted: readonly LabelScope[];
}

export interface CheckedRecorded {
  readonly check: LabelCheck;
  /** Those of the source's rows that are in doubt; null where none are. */
  readonly doubtful: RecordedRows["doubtful"];
}

/** Holds the labels against the champion's answers; null where it cannot answer them, or its rows are gone. */
export async function checkRecorded(
  bench: Workbench,
  { scratch, trusted, ...rows }: CheckRecordedInput,
): Promise<CheckedRecorded | null> {
  const { definition } = bench.options;
  const { collected, recorded } = rows;
  const champion = await watchedChampion(bench.options);
  if (champion === null) return null;
  const joined = await bench.prepare("feedback", joiningKeys(rows), joining(bench, rows));
  const alreadyRejected = collected.result.rejectedRows + joined.result.rejectedRows;
  const cleaned = await bench.prepare("clean", [joined.key], (directory, context) =>
    clean({ definition, raw: join(joined.directory, "raw.parquet"), alreadyRejected, directory }, context),
  );
  const features = await bench.prepare("features", [cleaned.key, recorded.hash], (directory, context) => {
    const path = join(cleaned.directory, "clean.parquet");
    return buildFeatures({ definition, clean: path, directory, served: servedOf(recorded) }, context);
  });
  const directory = join(scratch, "labels");
  await mkdir(directory, { recursive: true });
  const table = join(features.directory, "features.parquet");
  const context = await bench.context();
  const own = await writeNewSourceLabels(context.engine, {
    ...{ definition, raw: join(collected.directory, "raw.parquet"), seen: champion.raw },
    ...{ reported: recorded.labels, directory: scratch },
  });
  const labels = [recorded.labels, ...(own === null ? [] : [own])];
  const check = await checkLabels(
    { definition, features: table, labels, champion, trusted, directory },
    context,
  );
  const scopes = check.setAside.map(({ scope }) => scope).filter(({ source }) => source === sourceRows);
  if (own === null || scopes.length === 0) return { check, doubtful: null };
  return { check, doubtful: { labels: own, scopes, hash: await hashFile(own, context) } };
}

/** The work of the stage that joins what was recorded. */
export function joining(bench: Workbench, { collected, recorded, earlier, doubtful = null }: RecordedRows) {
  const { definition } = bench.options;
  const raw = join(collected.directory, "raw.parquet");
  return (directory: string, context: StageContext): Promise<Joined> =>
    joinRecorded({ definition, raw, recorded, earlier: earlier?.path ?? null, doubtful, directory }, context);
}

/** The keys of what goes into that stage. */
export function joiningKeys({
  collected,
  recorded,
  earlier,
  doubtful = null,
}: RecordedRows): readonly string[] {
  return [
    ...[collected.key, recorded.hash, ...(earlier === null ? [] : [earlier.key])],
    ...(doubtful === null ? [] : [JSON.stringify([doubtful.hash, doubtful.scopes])]),
  ];
}

/** The features that were served, as the stage takes them. */
export function servedOf({ served, servedFeatures }: Recorded): ServedValues {
  return { from: parquetTable(served), names: servedFeatures };
}
