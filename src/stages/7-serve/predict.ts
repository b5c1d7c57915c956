import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import { openModel } from "../5-validate/index.ts";
import { type Answer, answerOf, decisionOf, type LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { answerTable } from "./answer-table.ts";
import { engineer, writeEvents } from "./engineer.ts";
import { withOwnConnection } from "./own-connection.ts";
import { parseRows, type RawRow, type RejectedRow, type RowGroup } from "./parse-rows.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface PredictInput {
  readonly package: LoadedPackage;
  readonly rows: readonly RawRow[];
  /** Path of the clean.parquet whose events are the past of these rows; null where there is none. */
  readonly history: string | null;
}

export interface Prediction extends Answer {
  /** 1-based place among the given rows. */
  readonly row: number;
  /** What stands in the event id's column; null where there is none. */
  readonly event: string | number | null;
  /** Binary only: at or above it, the prediction is true. */
  readonly threshold: number | null;
  readonly model: { readonly name: string; readonly version: number };
}

export interface Predictions {
  /** In the order of the rows; a row that was rejected has none. */
  readonly predictions: readonly Prediction[];
  readonly rejected: readonly RejectedRow[];
}

/**
 * Predicts a few rows: parsed and cleaned by the rules of training, engineered from the history and the rows
 * themselves (an earlier row is the past of a later one), answered by the package's model. INPUT_INVALID without rows.
 */
export async function predict(input: PredictInput, context: StageContext): Promise<Predictions> {
  return await withOwnConnection(context, (own) => predictRows(input, own));
}

async function predictRows(input: PredictInput, context: StageContext): Promise<Predictions> {
  const { rows, history } = input;
  const { manifest, model: bytes } = input.package;
  if (rows.length === 0) throw new AirworthyError("INPUT_INVALID", "Cannot predict: no row was given.");
  const { groups, rejected } = parseRows(rows, { manifest, now: context.now() });
  await using model = await openModel(bytes);
  const predictions: Prediction[] = [];
  for (const group of groups) {
    await using directory = await temporaryDirectory();
    const table = await engineerGroup({ group, history, directory: directory.path }, context);
    const ids = eventIds(group);
    for await (const { rows: count, places, output } of answerTable(model, table, context)) {
      for (let index = 0; index < count; index++) {
        const row = places[index] ?? 0;
        const answer = output.subarray(index * model.width, (index + 1) * model.width);
        predictions.push(predictionOf(input.package, { row, event: ids.get(row) ?? null, output: answer }));
      }
    }
  }
  return { predictions: predictions.sort((one, other) => one.row - other.row), rejected };
}

export interface EngineerGroupInput {
  readonly group: RowGroup;
  readonly history: string | null;
  readonly directory: string;
}

/** Writes the inputs of the model for a group of rows under `directory` and returns the table's path. */
export async function engineerGroup(
  { group, history, directory }: EngineerGroupInput,
  { engine }: Pick<StageContext, "engine">,
): Promise<string> {
  const path = await writeEvents(group, { engine, directory });
  return engineer({ definition: group.serving.definition, rows: path, history, directory }, engine);
}

export interface PredictionInput {
  readonly row: number;
  readonly event: Value;
  /** Probabilities or the value of one row. */
  readonly output: ArrayLike<number>;
}

/** What a user gets for one row of output. */
export function predictionOf(
  { manifest }: Pick<LoadedPackage, "manifest">,
  { row, event, output }: PredictionInput,
): Prediction {
  const { name, version, threshold } = manifest;
  const known = typeof event === "boolean" ? null : event;
  return {
    row,
    event: known,
    ...answerOf(output, decisionOf(manifest)),
    threshold,
    model: { name, version },
  };
}

/** The event id of each row by its place. */
export function eventIds({ serving, events }: RowGroup): Map<number, Value> {
  const { id } = serving.definition.events;
  return new Map(events.map(({ row, event }) => [row, id === null ? null : (event[id] ?? null)]));
}
