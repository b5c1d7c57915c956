import type { Definition } from "../../core/definition/index.ts";
import type { Estimate } from "../../core/metric.ts";
import type { StageContext } from "../context.ts";
import { bootstrapMean } from "./bootstrap-mean.ts";
import { type ChampionFigures, championFigures } from "./champion-figures.ts";
import type { Pace } from "./pace.ts";
import type { Units } from "./resampled-units.ts";
import { type RowLosses, rowLosses } from "./row-losses.ts";
import { type Scores, score } from "./score.ts";
import type { SliceColumn } from "./slice-columns.ts";
import { rowsByCode } from "./slice-report.ts";

export interface ChampionComparison {
  readonly version: number;
  /** Challenger's mean loss minus champion's on the same rows; below 0 is better. */
  readonly lossDifference: Estimate;
  readonly verdict: "better" | "not distinguishable" | "worse";
  readonly worseSlices: readonly string[];
  /** Figure by figure; missing in reports of earlier versions. */
  readonly beside?: ChampionFigures;
}

export interface CompareInput {
  readonly definition: Definition;
  readonly champion: {
    readonly version: number;
    readonly model: string;
    readonly threshold: number | null;
  } | null;
  readonly validation: string;
  readonly scores: Scores;
  readonly threshold: number | null;
  readonly losses: RowLosses;
  readonly slices: readonly SliceColumn[];
  /** The places of each slice that the report has. */
  readonly rowsOf: ReadonlyMap<string, readonly number[]>;
  readonly units: Units;
}

export interface Compared {
  readonly comparison: ChampionComparison;
  readonly championLoss: number;
}

const falseVerdicts = 0.05;
const leastSliceRows = 30;

/**
 * A paired bootstrap of the loss difference on the same rows, overall and on each slice. Slices share the 5% of false
 * verdicts among them (Bonferroni). Null where there is no champion, or it answers another kind of label.
 */
export async function compareWithChampion(
  input: CompareInput,
  context: StageContext,
  pace: Pace,
): Promise<Compared | null> {
  const { champion, definition, validation, scores, losses, units } = input;
  if (champion === null) return null;
  const theirs = await score({ model: champion.model, table: validation }, context);
  if (theirs.task !== scores.task) return null;
  const championLosses = rowLosses(theirs, 0.5).losses;
  const differences = losses.losses.map((loss, row) => loss - (championLosses[row] ?? 0));
  const slices = input.slices.flatMap((column) =>
    rowsByCode(column).map((rows, code) => ({ name: column.names[code] ?? "", rows })),
  );
  const large = slices.filter(({ rows }) => rows.length >= leastSliceRows);
  const options = { samples: definition.validation.bootstrapSamples, seed: definition.seed, pace };
  const lossDifference = await bootstrapMean(differences, {
    ...options,
    codes: units.codes,
    outside: falseVerdicts,
  });
  const worseSlices: string[] = [];
  for (const { name, rows } of large) {
    const values = Float64Array.from(rows, (row) => differences[row] ?? 0);
    const codes = rows.map((row) => units.codes[row] ?? 0);
    const outside = falseVerdicts / large.length;
    const { low } = await bootstrapMean(values, { ...options, codes, outside });
    if (low > 0) worseSlices.push(name);
  }
  const beside = await championFigures(
    { ...input, theirs: { scores: theirs, threshold: champion.threshold } },
    pace,
  );
  const championLoss = championLosses.reduce((sum, loss) => sum + loss, 0) / championLosses.length;
  return {
    comparison: {
      version: champion.version,
      lossDifference,
      verdict: verdictOf(lossDifference),
      worseSlices,
      beside,
    },
    championLoss,
  };
}

function verdictOf({ low, high }: Estimate): ChampionComparison["verdict"] {
  if (low > 0) return "worse";
  return high < 0 ? "better" : "not distinguishable";
}
