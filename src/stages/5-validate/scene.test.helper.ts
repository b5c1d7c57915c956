/** A small world for the tests of this stage: an engine, a folder, tables made by SQL and models made by hand. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunEvent } from "../../core/progress.ts";
import { openEngine, quoteText } from "../../io/engine.ts";
import { buildInferenceGraph, type EncodedInput, layOut, type Trained } from "../4-train/index.ts";
import type { StageContext } from "../context.ts";

export interface Scene extends AsyncDisposable {
  readonly context: StageContext;
  readonly events: RunEvent[];
  readonly directory: string;
  readonly abort: AbortController;
  /** Writes the result of `sql` and returns the file's path. */
  table(name: string, sql: string): Promise<string>;
  file(name: string, bytes: Uint8Array): Promise<string>;
}

export async function openScene(): Promise<Scene> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-validate-"));
  const engine = await openEngine({ threads: 1 });
  const events: RunEvent[] = [];
  const abort = new AbortController();
  return {
    context: { engine, emit: (event) => void events.push(event), now: () => 0, signal: abort.signal },
    events,
    directory,
    abort,
    async table(name, sql) {
      const path = join(directory, name);
      await engine.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`);
      return path;
    },
    async file(name, bytes) {
      await writeFile(join(directory, name), bytes);
      return join(directory, name);
    },
    async [Symbol.asyncDispose]() {
      engine[Symbol.dispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A number taken as it is: mean 0, scale 1, missing is 0. */
export function plainNumber(name: string): Pick<EncodedInput, "name" | "type" | "encoding"> {
  return {
    name,
    type: "number",
    encoding: { kind: "standardise", mean: 0, scale: 1, impute: 0, indicator: false },
  };
}

export function plainText(
  name: string,
  vocabulary: readonly string[],
): Pick<EncodedInput, "name" | "type" | "encoding"> {
  return { name, type: "text", encoding: { kind: "oneHot", vocabulary } };
}

export interface LinearModelOptions {
  readonly task: "binary" | "multiclass" | "regression";
  readonly inputs: readonly Pick<EncodedInput, "name" | "type" | "encoding">[];
  /** Row-major, encoded columns × outputs. */
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  readonly classes?: readonly string[];
}

/** A model without hidden layers whose weights are given. */
export function linearModel({ task, inputs, weight, bias, classes = [] }: LinearModelOptions): Uint8Array {
  const layer = {
    inputs: weight.length / bias.length,
    outputs: bias.length,
    weight: Float32Array.from(weight),
    bias: Float32Array.from(bias),
  };
  return buildInferenceGraph({ inputs: layOut(inputs), layers: [layer], task, classes });
}

/** What training says of one layer whose weights were made by hand. */
export const madeByHand: Trained = {
  flow: { rowsIn: 0, columnsIn: 0, rowsOut: 0, columnsOut: 0 },
  note: "",
  beforeTraining: {
    ...{ epoch: 0, learningRate: 0, note: "" },
    ...{ trainLoss: 0.7, validationLoss: 0.7, trainAccuracy: 0.5, validationAccuracy: 0.5 },
  },
  ...{ epochs: [], inputs: [], classes: [], widths: [1, 1] },
  ...{ bestEpoch: 1, stoppedEarly: false, parameters: 2 },
};
