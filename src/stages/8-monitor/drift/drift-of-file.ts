import { quoteIdentifier } from "../../../io/engine.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import {
  countBins,
  inputTargets,
  type LoadedPackage,
  predictionColumns,
  predictionTargets,
} from "../../6-package/index.ts";
import { answerFile, temporaryDirectory, withOwnConnection } from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { type DriftReport, type DriftReportOptions, reportDrift } from "./drift-report.ts";
import { type DriftSubject, driftSubjects, keyOf } from "./drift-subjects.ts";
import { countsOfBins, type ValueCounts } from "./value-counts.ts";

export interface DriftOfFileInput {
  readonly package: LoadedPackage;
  /** A .csv, .jsonl, .ndjson or .parquet file of raw events (.gz and .zst too). */
  readonly path: string;
  /** Path of the clean.parquet whose events are the past of these rows; null where there is none. */
  readonly history: string | null;
}

export interface DriftOfFile {
  readonly report: DriftReport;
  /** Rows of the file that could not be predicted. */
  readonly rejected: number;
}

/** The drift of a file's columns, features and predictions from the baseline of a package. Errors of collect and clean. */
export async function driftOfFile(
  input: DriftOfFileInput,
  options: DriftReportOptions,
  context: StageContext,
): Promise<DriftOfFile> {
  return await withOwnConnection(context, async (own) => {
    await using directory = await temporaryDirectory();
    const answered = await answerFile({ ...input, directory: directory.path }, own);
    const { manifest } = input.package;
    const columns = predictionColumns[manifest.definition.events.label.task];
    const texts = Object.entries(columns).map(([name, kind]) => {
      const column = quoteIdentifier(name);
      return kind === "number" ? column : `CAST(${column} AS VARCHAR) AS ${column}`;
    });
    const predictions = { relation: `(SELECT ${texts.join(", ")} FROM (${answered.decided}))`, columns };
    const subjects = driftSubjects(input.package);
    const counted = [
      ...(await countTargets(subjects, inputTargets(manifest.definition, parquetTable(answered.table)), own)),
      ...(await countTargets(subjects, predictionTargets(predictions), own)),
    ];
    const counts = new Map(counted);
    const report = reportDrift({ subjects, countsOf: (profile) => counts.get(keyOf(profile)) }, options);
    return { report, rejected: answered.collected.rowsIn - answered.predicted };
  });
}

type Target = ReturnType<typeof inputTargets>[number];

/** Counts on the bins of the subjects' baselines, in one pass over the rows. */
export async function countTargets(
  subjects: readonly DriftSubject[],
  targets: readonly Target[],
  { engine }: Pick<StageContext, "engine">,
): Promise<readonly (readonly [string, ValueCounts])[]> {
  const profiles = new Map(subjects.map(({ profile }) => [keyOf(profile), profile]));
  const columns = targets.flatMap((target) => {
    const profile = profiles.get(keyOf(target));
    return profile === undefined ? [] : [{ profile, expression: target.expression }];
  });
  const relation = targets[0]?.relation;
  if (relation === undefined || columns.length === 0) return [];
  const [{ columns: counted } = { columns: [] }] = await countBins(engine, { columns, relation });
  return columns.flatMap(({ profile }, index) => {
    const counts = counted[index];
    return counts === undefined ? [] : [[keyOf(profile), countsOfBins(profile, counts)] as const];
  });
}
