/** A recorded history as tables of the engine: every line is checked, and the first bad one is named. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { AirworthyError } from "../../../core/error.ts";
import { type Engine, quoteText } from "../../../io/engine.ts";

const predictionKeys = [
  "time",
  "prediction",
  "probability",
  "probabilities",
  "label",
  "labelTime",
  "latencyMs",
  "error",
  "inputs",
  "builtAt",
  "dataTo",
];
const readingKeys = ["time", "measure", "subject", "value", "low", "high", "count", "from"];

export interface HistorySpan {
  readonly predictions: number;
  readonly readings: number;
  /** Epoch milliseconds; of the first and the last thing that happened. */
  readonly from: number;
  readonly to: number;
}

/**
 * Makes the tables `history_predictions` and `history_readings` of a JSON Lines file. SOURCE_UNREADABLE; NO_ROWS;
 * INPUT_INVALID names the first line that is neither a prediction nor a reading, and what is wrong with it.
 */
export async function openHistory(path: string, engine: Engine): Promise<HistorySpan> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true)
    throw unreadable(path, found === null ? "there is no such file" : "it is not a file");
  const split = "string_split(content, chr(10))";
  const lines = engine.run(`CREATE OR REPLACE TEMP TABLE history_lines AS SELECT line, text FROM (
    SELECT unnest(${split}) AS text, generate_subscripts(${split}, 1) AS line FROM read_text(${quoteText(path)}))
    WHERE trim(text, ' ' || chr(9) || chr(13)) <> ''`);
  await lines.catch((cause: unknown) => {
    throw isNotUtf8(cause) ? unreadable(path, "it is not text in UTF-8", cause) : cause;
  });
  await refuse(engine, path, {
    from: "history_lines",
    problem: `CASE WHEN NOT json_valid(text) THEN 'it is no JSON' END`,
  });
  await refuse(engine, path, {
    from: "history_lines",
    problem: `CASE WHEN json_type(text) <> 'OBJECT' THEN 'it is no JSON object' END`,
  });
  await engine.run(`CREATE OR REPLACE TEMP TABLE history AS SELECT line, j, json_keys(j) AS keys,
    json_exists(j, '$.measure') AS is_reading, ${timeOf("time")} AS time_ms
    FROM (SELECT line, CAST(text AS JSON) AS j FROM history_lines)`);
  await refuse(engine, path, { from: "history", problem: lineProblem });
  await engine.run(predictionTable);
  await engine.run(readingTable);
  return await spanOf(path, engine);
}

function isNotUtf8(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes("as valid UTF-8");
}

function unreadable(path: string, why: string, cause?: unknown): AirworthyError {
  return new AirworthyError("SOURCE_UNREADABLE", `Cannot read the history '${path}': ${why}.`, { cause });
}

const isNumber = (key: string) =>
  `coalesce(json_type(j, '$.${key}') IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT'), false)`;

/** Epoch milliseconds of ISO 8601 or of a number; null where it is neither. */
function timeOf(key: string): string {
  return `CASE WHEN ${isNumber(key)} THEN TRY_CAST(j ->> '$.${key}' AS BIGINT)
    WHEN json_type(j, '$.${key}') = 'VARCHAR' AND regexp_matches(j ->> '$.${key}', '^\\d{4}-\\d{2}-\\d{2}')
    THEN epoch_ms(TRY_CAST(j ->> '$.${key}' AS TIMESTAMPTZ)) END`;
}

const has = (key: string) => `(json_exists(j, '$.${key}') AND json_type(j, '$.${key}') <> 'NULL')`;
const unknownKey = (keys: readonly string[]) =>
  `list_filter(keys, lambda k: NOT list_contains([${keys.map(quoteText).join(", ")}], k))[1]`;

/** NULL where a line is sound. */
const lineProblem = `CASE
  WHEN NOT ${has("time")} THEN 'it has no time'
  WHEN time_ms IS NULL THEN 'its time is neither ISO 8601, such as 2026-05-01T10:00:00Z, nor epoch milliseconds'
  WHEN is_reading AND ${unknownKey(readingKeys)} IS NOT NULL
    THEN 'a reading has no ' || substr(${unknownKey(readingKeys)}, 1, 40) || ', it takes ${readingKeys.join(", ")}'
  WHEN NOT is_reading AND ${unknownKey(predictionKeys)} IS NOT NULL
    THEN 'a prediction has no ' || substr(${unknownKey(predictionKeys)}, 1, 40) || ', it takes ${predictionKeys.join(", ")}'
  WHEN is_reading AND json_type(j, '$.measure') <> 'VARCHAR' THEN 'its measure is no text'
  WHEN is_reading AND NOT json_exists(j, '$.value') THEN 'it has a measure and no value'
  ${["value", "low", "high", "count", "probability", "latencyMs"]
    .map((key) => `WHEN ${has(key)} AND NOT ${isNumber(key)} THEN 'its ${key} is no number'`)
    .join("\n  ")}
  ${["from", "labelTime", "builtAt", "dataTo"]
    .map((key) => `WHEN ${has(key)} AND ${timeOf(key)} IS NULL THEN 'its ${key} is no time'`)
    .join("\n  ")}
  WHEN ${has("inputs")} AND json_type(j, '$.inputs') <> 'OBJECT' THEN 'its inputs are no JSON object'
  WHEN ${has("error")} AND json_type(j, '$.error') <> 'VARCHAR' THEN 'its error is no text'
  WHEN NOT is_reading AND NOT ${has("prediction")} AND NOT ${has("error")}
    THEN 'it has neither a prediction, an error, nor a measure'
  WHEN ${has("latencyMs")} AND TRY_CAST(j ->> '$.latencyMs' AS DOUBLE) < 0 THEN 'its latencyMs is negative'
  END`;

interface Refusal {
  readonly from: string;
  /** A clause, or NULL. */
  readonly problem: string;
}

async function refuse(engine: Engine, path: string, { from, problem }: Refusal): Promise<void> {
  const [row] = await engine.all(
    `SELECT line, problem FROM (SELECT line, ${problem} AS problem FROM ${from}) WHERE problem IS NOT NULL ORDER BY line LIMIT 1`,
  );
  if (row === undefined) return;
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot read line ${row.line} of ${basename(path)}: ${row.problem}.`,
    { details: { line: Number(row.line) } },
  );
}

const number = (key: string) => `TRY_CAST(j ->> '$.${key}' AS DOUBLE)`;

const predictionTable = `CREATE OR REPLACE TEMP TABLE history_predictions AS SELECT line, time_ms,
  j ->> '$.prediction' AS prediction, ${number("probability")} AS probability,
  CASE WHEN ${has("probabilities")} THEN CAST(j -> '$.probabilities' AS VARCHAR) END AS probabilities,
  CASE WHEN ${has("label")} THEN CAST(j -> '$.label' AS VARCHAR) END AS label,
  ${timeOf("labelTime")} AS label_ms, ${timeOf("builtAt")} AS built_ms, ${timeOf("dataTo")} AS data_ms, ${number("latencyMs")} AS latency_ms, j ->> '$.error' AS error,
  CASE WHEN ${has("inputs")} THEN j -> '$.inputs' END AS inputs
  FROM history WHERE NOT is_reading`;

const readingTable = `CREATE OR REPLACE TEMP TABLE history_readings AS SELECT line, time_ms,
  j ->> '$.measure' AS measure, coalesce(j ->> '$.subject', '') AS subject, ${number("value")} AS "value",
  ${number("low")} AS low, ${number("high")} AS high, ${number("count")} AS "count", ${timeOf("from")} AS from_ms
  FROM history WHERE is_reading`;

async function spanOf(path: string, engine: Engine): Promise<HistorySpan> {
  const [row = {}] = await engine.all(`SELECT
    (SELECT count(*) FROM history_predictions)::DOUBLE AS predictions,
    (SELECT count(*) FROM history_readings)::DOUBLE AS readings,
    min(time_ms) AS first, greatest(max(time_ms), (SELECT max(label_ms) FROM history_predictions)) AS last FROM history`);
  if (row.first === null || row.first === undefined)
    throw new AirworthyError("NO_ROWS", `There is nothing to watch: ${basename(path)} has no line.`);
  return {
    predictions: Number(row.predictions),
    readings: Number(row.readings),
    from: Number(row.first),
    to: Number(row.last),
  };
}
