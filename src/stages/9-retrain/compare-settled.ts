/**
 * How a challenger does on what was settled before: the rows that the champion was measured on. Whoever labels the newest
 * rows wrongly can make them speak for a challenger; these speak for themselves.
 */
import type { Definition } from "../../core/definition/index.ts";
import type { Estimate } from "../../core/metric.ts";
import { bootstrapMean, readUnits, rowLosses, score, startPace } from "../5-validate/index.ts";
import type { StageContext } from "../context.ts";

export interface CompareSettledInput {
  readonly definition: Definition;
  /** Path of the validation.parquet of the champion's run. */
  readonly validation: string;
  /** Paths of both models. */
  readonly challenger: string;
  readonly champion: string;
}

export interface SettledComparison {
  readonly rows: number;
  /** Challenger's mean loss minus champion's. */
  readonly lossDifference: Estimate;
  readonly championLoss: number;
  /** Whether the loss is surely greater by more than what a newer model may lose of the past. */
  readonly muchWorse: boolean;
}

/** A model that learned something new may lose a tenth. */
const mayLose = 0.1;

/** A paired bootstrap on these rows; null where the two answer another kind of label. */
export async function compareSettled(
  { definition, validation, challenger, champion }: CompareSettledInput,
  context: StageContext,
): Promise<SettledComparison | null> {
  const ours = await score({ model: challenger, table: validation }, context);
  const theirs = await score({ model: champion, table: validation }, context);
  if (ours.task !== theirs.task || ours.width !== theirs.width) return null;
  const [mine, before] = [rowLosses(ours, 0.5).losses, rowLosses(theirs, 0.5).losses];
  const { codes } = await readUnits({ definition, validation, rows: ours.rows }, context);
  const lossDifference = await bootstrapMean(
    mine.map((loss, row) => loss - (before[row] ?? 0)),
    {
      ...{ samples: definition.validation.bootstrapSamples, seed: definition.seed },
      ...{ pace: startPace(context), outside: 0.05, codes },
    },
  );
  const championLoss = before.reduce((sum, loss) => sum + loss, 0) / before.length;
  const muchWorse = lossDifference.low > mayLose * championLoss;
  return { rows: ours.rows, lossDifference, championLoss, muchWorse };
}
