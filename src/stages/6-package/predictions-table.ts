/** The predictions for the validation rows as a table of the engine, to be profiled like any column. */
import { DOUBLE, VARCHAR } from "@duckdb/node-api";
import type { Engine } from "../../io/engine.ts";
import type { Scores } from "../5-validate/index.ts";
import { answerOf, type Decision } from "./answer.ts";
import type { BaselineInput } from "./baseline.ts";

const relation = "_aw_predictions";

/** What is profiled of the predictions of each task. */
export const predictionColumns = {
  binary: { probability: "number", prediction: "category" },
  multiclass: { probability: "number", prediction: "category" },
  regression: { prediction: "number" },
} as const satisfies Record<Scores["task"], BaselineInput["predictions"]["columns"]>;

/** Runs `work` while the answers of `scores` stand in a temporary table. */
export async function withPredictions<T>(
  { scores, decision }: { readonly scores: Scores; readonly decision: Decision },
  engine: Engine,
  work: (predictions: BaselineInput["predictions"]) => Promise<T>,
): Promise<T> {
  const columns = predictionColumns[scores.task];
  const typed = Object.entries(columns).map(
    ([name, kind]) => `${name} ${kind === "number" ? "DOUBLE" : "VARCHAR"}`,
  );
  await engine.run(`CREATE OR REPLACE TEMP TABLE ${relation} (_aw_row BIGINT, ${typed.join(", ")})`);
  try {
    await append(scores, decision, engine);
    return await work({ relation, columns });
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${relation}`);
  }
}

async function append({ answers, rows, width, task }: Scores, decision: Decision, { connection }: Engine) {
  const appender = await connection.createAppender(relation, null, "temp");
  for (let row = 0; row < rows; row++) {
    const { prediction, probability } = answerOf(answers.subarray(row * width, (row + 1) * width), decision);
    appender.appendBigInt(BigInt(row));
    if (task !== "regression") appender.appendValue(probability, DOUBLE);
    appender.appendValue(
      task === "regression" ? Number(prediction) : String(prediction),
      task === "regression" ? DOUBLE : VARCHAR,
    );
    appender.endRow();
  }
  appender.closeSync();
}
