/** An exported model as a function from typed columns to answers; what it wants and gives is read from its own bytes. */
import type { Task } from "../../core/metric.ts";
import { decodeModel, elementTypes, type Tensor } from "../../core/onnx/index.ts";
import { openSession } from "../../io/runtime.ts";

export interface ModelColumn {
  readonly name: string;
  readonly text: boolean;
}

export interface OpenModel extends AsyncDisposable {
  readonly inputs: readonly ModelColumn[];
  readonly task: Task;
  /** Multiclass: the labels in the order of the outputs; otherwise empty. */
  readonly classes: readonly string[];
  /** Numbers that it answers for a row: the classes of a multiclass model, otherwise 1. */
  readonly width: number;
  /** Probabilities or values, row-major, rows × width; `columns` in the order of `inputs`. */
  answer(columns: readonly (Float64Array | string[])[], rows: number): Promise<Float32Array>;
}

/** Opens model.onnx as the train stage exports it (see TrainInput). */
export async function openModel(bytes: Uint8Array): Promise<OpenModel> {
  const { graph, metadataProps } = decodeModel(bytes);
  const inputs = graph.input.map(({ name, type }) => ({
    name,
    text: type?.value.case === "tensorType" && type.value.value.elemType === elementTypes.string.code,
  }));
  const known = metadataProps.find(({ key }) => key === "classes");
  const classes = known === undefined ? [] : (JSON.parse(known.value) as string[]);
  const session = await openSession(bytes);
  const output = session.outputNames.includes("value") ? "value" : "probability";
  return {
    inputs,
    task: output === "value" ? "regression" : known === undefined ? "binary" : "multiclass",
    classes,
    width: Math.max(1, classes.length),
    async answer(columns, rows) {
      const feeds = inputs.map(({ name }, index) => [name, columnTensor(columns[index] ?? [], rows)]);
      const found = (await session.run(Object.fromEntries(feeds), [output]))[output];
      return found.data as Float32Array;
    },
    [Symbol.asyncDispose]: () => session.dispose(),
  };
}

function columnTensor(column: Float64Array | string[], rows: number): Tensor {
  const shape = [rows, 1];
  return Array.isArray(column)
    ? { type: "string", shape, data: column }
    : { type: "double", shape, data: column };
}
