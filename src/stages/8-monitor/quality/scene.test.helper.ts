/** Answers and labels made from a seed, as a relation of the engine and as the scores that validation measures. */
import { seededRandom } from "../../../core/random.ts";
import { type Engine, quoteText } from "../../../io/engine.ts";
import type { Scores } from "../../5-validate/index.ts";
import type { QualityPlan } from "./quality-plan.ts";

export const noPlan: QualityPlan = { task: "binary", above: null, classes: [], unit: 1, slices: [] };

export interface LoggedRow {
  readonly windowStart: number;
  readonly prediction: string;
  readonly probability: number | null;
  readonly probabilities?: Readonly<Record<string, number>>;
  /** JSON text. */
  readonly label: string | null;
  readonly columns?: Readonly<Record<string, string | null>>;
}

/** Makes the table `logged` as the roll-up gives it to be profiled. */
export async function logRows(engine: Engine, rows: readonly LoggedRow[]): Promise<string> {
  const slices = Object.keys(rows[0]?.columns ?? {});
  const columns = slices.map((name) => `, "columns.${name}" VARCHAR`).join("");
  await engine.run(`CREATE OR REPLACE TABLE logged (window_start BIGINT, prediction VARCHAR, probability DOUBLE,
    probabilities VARCHAR, label VARCHAR${columns})`);
  for (let at = 0; at < rows.length; at += 1_000) {
    const values = rows.slice(at, at + 1_000).map((row) => {
      const texts = [
        row.probabilities === undefined ? null : JSON.stringify(row.probabilities),
        row.label,
        ...slices.map((name) => row.columns?.[name] ?? null),
      ];
      return `(${row.windowStart}, ${quoteText(row.prediction)}, ${row.probability ?? "NULL"}, ${texts
        .map((text) => (text === null ? "NULL" : quoteText(text)))
        .join(", ")})`;
    });
    await engine.run(`INSERT INTO logged VALUES ${values.join(", ")}`);
  }
  return "logged";
}

/** Scores whose log-odds are spread by `spread` about `centre`; labels as often true as the score says. */
export function binaryScores(
  rows: number,
  { seed, spread, centre }: { readonly seed: number; readonly spread: number; readonly centre: number },
): Scores {
  const random = seededRandom(seed);
  const answers = Float32Array.from({ length: rows }, () => {
    return 1 / (1 + Math.exp(-(centre + spread * random.normal())));
  });
  const labels = Float64Array.from(answers, (score) => (random.next() < score ? 1 : 0));
  return { task: "binary", rows, width: 1, classes: [], answers, labels };
}

/** What the server logged for `scores`, all labelled. */
export function loggedBinary({ answers, labels }: Scores, threshold: number): LoggedRow[] {
  return Array.from(answers, (probability, row) => ({
    windowStart: 0,
    prediction: String(probability >= threshold),
    probability,
    label: String(labels[row] === 1),
  }));
}
