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

export interface SpooledPredictions {
  /** Of a file with a line for each prediction: seq, received_at (epoch ms) and body. */
  readonly path: string;
  /** The parts of the spans in which anything was ever reported about a prediction, each once. */
  readonly labelled: readonly PredictionSpan[];
}

/** The predictions as the log keeps them: as they were sent, and the engine does not read all of that. */
export async function spoolLogged(input: SpoolPredictionsInput): Promise<SpooledPredictions> {
  const { store, spans } = input;
  const labelled: PredictionSpan[] = [];
  const path = await spool(input, "predictions-logged", async (write) => {
    for (const span of spans)
      for await (const { lines, from, to, isLabelled } of loggedLines(store, span)) {
        await write(lines);
        if (isLabelled && labelled.at(-1)?.from !== from) labelled.push({ ...span, from, to });
      }
  });
  return { path, labelled };
}

/** The path of a file with the same lines, plain. */
export async function spoolPlain(input: SpoolPredictionsInput): Promise<string> {
  const { store, spans } = input;
  return await spool(input, "predictions-plain", async (write) => {
    for (const span of spans)
      for await (const page of predictionsIn(store, span)) {
        const lines = page.map(({ seq, receivedAt, body }) =>
          plainJsonOf({ seq, received_at: receivedAt, body: JSON.parse(body) as unknown }),
        );
        for (const line of lines) await write(Buffer.from(`${line}\n`)); // together they may be longer than a string can be
      }
  });
}

type Write = (lines: Uint8Array) => Promise<void>;

async function spool(
  { directory, signal }: SpoolPredictionsInput,
  name: string,
  work: (write: Write) => Promise<void>,
): Promise<string> {
  const path = join(directory, `${name}.jsonl`);
  try {
    await using file = await open(path, "w", 0o600);
    await work(async (lines) => {
      signal.throwIfAborted();
      for (let at = 0; at < lines.length; ) at += (await file.write(lines, at)).bytesWritten;
    });
  } catch (cause) {
    throw diskFailure(cause, path);
  }
  return path;
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
