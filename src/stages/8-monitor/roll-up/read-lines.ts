/** What a server logged, as lines that the engine reads at once: as they were logged, or plain where it refuses these. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { quoteText } from "../../../io/engine.ts";
import { diskFailure } from "../../../io/files.ts";
import { literalPaths } from "../../../io/parquet-table.ts";
import { loggedLines, type PredictionSpan, predictionsIn, type Store } from "../../../io/store/index.ts";
import { type DeclaredColumns, jsonShape, structType } from "../../1-collect/index.ts";
import { plainJsonOf } from "../../7-serve/index.ts";

export interface SpoolPredictionsInput {
  readonly store: Store;
  readonly spans: readonly PredictionSpan[];
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** How lines are made. The log keeps what was sent as it was written, and the engine does not read all of that. */
export type LineForm = "logged" | "plain";

/** The path of a file with a line for each prediction: seq, received_at (epoch ms) and body. */
export async function spoolPredictions(
  { store, spans, directory, signal }: SpoolPredictionsInput,
  form: LineForm,
): Promise<string> {
  const path = join(directory, `predictions-${form}.jsonl`);
  try {
    await using file = await open(path, "w", 0o600);
    for (const span of spans)
      for await (const page of forms[form](store, span)) {
        signal.throwIfAborted();
        await file.appendFile(page);
      }
  } catch (cause) {
    throw diskFailure(cause, path);
  }
  return path;
}

type Lines = (store: Store, span: PredictionSpan) => AsyncIterable<Uint8Array>;

const forms: Readonly<Record<LineForm, Lines>> = { logged: loggedLines, plain: plainLines };

async function* plainLines(store: Store, span: PredictionSpan): AsyncGenerator<Uint8Array> {
  for await (const page of predictionsIn(store, span)) {
    const lines = page.map(({ seq, receivedAt, body }) =>
      plainJsonOf({ seq, received_at: receivedAt, body: JSON.parse(body) as unknown }),
    );
    for (const line of lines) yield Buffer.from(`${line}\n`); // together they may be longer than a string can be
  }
}

export interface LinesShape {
  /** The declared columns that are read of the raw event. */
  readonly columns: DeclaredColumns;
  /** The inputs that are read, by name. */
  readonly inputs: readonly string[];
}

/** FROM item of the lines in the file: seq, received_at, raw (as `jsonShape` has it), inputs and answer, all as texts. */
export function readLines(path: string, { columns, inputs }: LinesShape): string {
  const answer = { prediction: "VARCHAR", probability: "VARCHAR", probabilities: "JSON" };
  const body = structType({
    raw: structType(jsonShape(columns)),
    ...(inputs.length === 0
      ? {}
      : { inputs: structType(Object.fromEntries(inputs.map((name) => [name, "VARCHAR"]))) }),
    answer: structType(answer),
  });
  const types = `{seq: 'BIGINT', received_at: 'BIGINT', body: ${quoteText(body)}}`;
  return `(SELECT seq, received_at, unnest(body) FROM read_json(${literalPaths([path])}, format = 'newline_delimited', columns = ${types}))`;
}
