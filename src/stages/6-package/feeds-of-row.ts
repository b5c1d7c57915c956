import type { Definition, FeatureType } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import type { Tensor } from "../../core/onnx/element-type.ts";
import type { Tensors } from "../../io/runtime.ts";

export type ExampleRow = Readonly<Record<string, Value>>;

/** One row of inputs as the graph takes it: missing is NaN or "". */
export function feedsOfRow({ inputs }: Definition, row: ExampleRow): Tensors {
  return Object.fromEntries(inputs.map(({ name, type }) => [name, feedTable[type](row[name] ?? null, name)]));
}

const shape = [1, 1];
const feedTable: Readonly<Record<FeatureType, (value: Value, name: string) => Tensor>> = {
  number: (value, name) =>
    number(value === null ? Number.NaN : typeof value === "number" ? value : wrong(value, name, "a number")),
  boolean: (value, name) =>
    number(
      value === null
        ? Number.NaN
        : typeof value === "boolean"
          ? Number(value)
          : wrong(value, name, "true or false"),
    ),
  text: (value, name) => ({
    type: "string",
    shape,
    data: [value === null ? "" : typeof value === "string" ? value : wrong(value, name, "a text")],
  }),
};

function number(value: number): Tensor {
  return { type: "double", shape, data: Float64Array.of(value) };
}

function wrong(value: Value, name: string, wanted: string): never {
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot predict: '${name}' is a ${typeof value}, wanted ${wanted}.`,
    {
      details: { field: name },
    },
  );
}
