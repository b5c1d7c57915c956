/** A small world for the tests of this stage: an engine, a folder, tables made by SQL, training on them. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Column, text, timestamp } from "../../core/column.ts";
import { csv, type Definition, type MlpOptions, mlp, pipeline } from "../../core/definition/index.ts";
import { decodeModel, decodeTensor } from "../../core/onnx/index.ts";
import type { RunEvent } from "../../core/progress.ts";
import { type Engine, type EngineOptions, openEngine, quoteText } from "../../io/engine.ts";
import type { Layer } from "./inference-graph.ts";
import { type Trained, train } from "./train.ts";

export interface Scene extends AsyncDisposable {
  readonly engine: Engine;
  readonly events: RunEvent[];
  readonly directory: string;
  readonly abort: AbortController;
  readonly paths: { readonly train: string; readonly validation: string };
  /** Writes the rows of `sql`, all but the last `validation` of them to train on. */
  tables(sql: string, validation: number): Promise<void>;
  train(definition: Definition): Promise<Trained & { readonly model: Buffer }>;
}

export async function openScene(options: EngineOptions = { threads: 1 }): Promise<Scene> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-train-"));
  const engine = await openEngine(options);
  const events: RunEvent[] = [];
  const abort = new AbortController();
  const paths = {
    train: join(directory, "train.parquet"),
    validation: join(directory, "validation.parquet"),
  };
  const emit = (event: RunEvent) => void events.push(event);
  return {
    ...{ engine, events, directory, abort, paths },
    async tables(sql, validation) {
      await engine.run(
        `CREATE OR REPLACE TEMP TABLE made AS SELECT row_number() OVER () AS _aw_row, * FROM (${sql})`,
      );
      const cut = `(SELECT max(_aw_row) - ${validation} FROM made)`;
      await engine.run(`COPY (SELECT * FROM made WHERE _aw_row <= ${cut} ORDER BY _aw_row)
        TO ${quoteText(paths.train)} (FORMAT parquet)`);
      await engine.run(`COPY (SELECT * FROM made WHERE _aw_row > ${cut} ORDER BY _aw_row)
        TO ${quoteText(paths.validation)} (FORMAT parquet)`);
    },
    async train(definition) {
      const trained = await train(
        { definition, ...paths, directory },
        { engine, emit, now: () => 0, signal: abort.signal },
      );
      return { ...trained, model: await readFile(join(directory, "model.onnx")) };
    },
    async [Symbol.asyncDispose]() {
      engine[Symbol.dispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A definition with the inputs `columns` and the label `y`. */
export function define(
  columns: Readonly<Record<string, Column>>,
  label: Column<"boolean" | "category" | "number">,
  model: MlpOptions = {},
): Definition {
  return pipeline({
    name: "test",
    events: {
      source: csv("none.csv"),
      entity: "who",
      time: "at",
      label: "y",
      columns: { ...columns, who: text(), at: timestamp(), y: label },
    },
    model: mlp({ hidden: [4], epochs: 2, learningRate: 0.01, ...model }),
  });
}

/** The layers of an exported model, read from its initialisers. */
export function layersIn(model: Uint8Array): Layer[] {
  const tensors = new Map(
    decodeModel(model).graph?.initializer.map((proto) => [proto.name, decodeTensor(proto)]),
  );
  const layers: Layer[] = [];
  for (;;) {
    const [weight, bias] = ["weight", "bias"].map((part) =>
      tensors.get(`layer_${layers.length + 1}.${part}`),
    );
    if (weight?.type !== "float" || bias?.type !== "float") return layers;
    const [inputs = 0, outputs = 0] = weight.shape;
    layers.push({ inputs, outputs, weight: weight.data, bias: bias.data });
  }
}
