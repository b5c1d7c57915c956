/** Temperature calibration inside the graph: only where it pays on rows that did not choose it. */
import { AirworthyError } from "../../core/error.ts";
import { formatSignificant } from "../../core/format.ts";
import { decodeModel, encodeModelProto, encodeTensor, tensorOf } from "../../core/onnx/index.ts";
import { seededRandom } from "../../core/random.ts";
import { chooseRows } from "../../core/statistics/resample.ts";
import { calibrationRows, crossFittedLoss, fitTemperature } from "../../core/statistics/temperature.ts";
import type { Scores } from "./score.ts";

/** Above this many rows the temperature is fitted on this many of them. */
export const mostCalibrationRows = 50_000;

export interface Calibration {
  /** 1 where calibration does not help. */
  readonly temperature: number;
  /** What was found, in one sentence. */
  readonly note: string;
}

/** The temperature for `scores` (no regression), 1 unless it lowers the cross-fitted log loss. */
export function calibrate(scores: Scores, seed: number): Calibration {
  const chosen = chooseRows(scores.rows, mostCalibrationRows, seededRandom(seed));
  const rows = calibrationRows(scores.answers, scores.labels, chosen);
  if (new Set(rows.labels).size < 2) {
    return { temperature: 1, note: "Not calibrated: the validation rows are all of one class." };
  }
  const { before, after } = crossFittedLoss(rows, seed);
  const [from, to] = [before, after].map((loss) => formatSignificant(loss, 4));
  if (!(after < before)) {
    return {
      temperature: 1,
      note: `Not calibrated: a temperature would take the cross-fitted log loss from ${from} to ${to}.`,
    };
  }
  const temperature = Math.fround(fitTemperature(rows));
  return {
    temperature,
    note: `Calibrated with temperature ${formatSignificant(temperature)}: the cross-fitted log loss falls from ${from} to ${to}.`,
  };
}

/** The same model with another `temperature`; ENGINE_FAILED where it has none. */
export function withTemperature(model: Uint8Array, temperature: number): Uint8Array {
  const decoded = decodeModel(model);
  const place = decoded.graph.initializer.findIndex(({ name }) => name === "temperature");
  if (place < 0) throw new AirworthyError("ENGINE_FAILED", "Cannot calibrate a model without 'temperature'.");
  decoded.graph.initializer[place] = encodeTensor("temperature", tensorOf("float", [], [temperature]));
  return encodeModelProto(decoded);
}
