import { z } from "zod";
import type { Tensors } from "../../io/runtime.ts";
import type { Rows, ServedModel } from "../../stages/7-serve/index.ts";
import { rowExample } from "../example-body.ts";
import { findServing, inferCall } from "../infer-call.ts";
import { invalidRequest } from "../invalid-request.ts";
import { readJsonAs } from "../json-body.ts";
import type { Route } from "../route.ts";
import { columnsOfRecords, feedsOfColumns } from "../rows-to-feeds.ts";
import { rowsOfOutputs, rowsOfTensor } from "../tensor-rows.ts";

const predictSchema = z.object({
  signature_name: z.string().optional(),
  instances: z.array(z.unknown()).optional(),
  inputs: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
});

export const predictRoute: Route = {
  method: "POST",
  paths: ["/v1/models/{model}:predict", "/v1/models/{model}/versions/{version}:predict"],
  scope: "predict",
  predicts: true,
  summary:
    "Inference as TensorFlow Serving's REST interface takes it: rows as instances, or columns as inputs",
  body: predictSchema,
  example: (model) => ({ instances: [rowExample(model)] }),
  reply: z.union([z.object({ predictions: z.array(z.unknown()) }), z.object({ outputs: z.unknown() })]),
  async handle(call, context) {
    const serving = findServing(call, context);
    const read = (model: ServedModel) => readPredict(call.body, model);
    const { asked, outputs } = await inferCall(call, context, { protocol: "tensorflow", serving, read });
    return { body: asked.byRow ? { predictions: rowsOfOutputs(outputs) } : { outputs: byColumns(outputs) } };
  },
};

function readPredict(body: Uint8Array, model: ServedModel): { rows: Rows; byRow: boolean } {
  const {
    instances,
    inputs,
    signature_name: signature = "serving_default",
  } = readJsonAs(body, predictSchema);
  if (signature !== "serving_default")
    throw invalidRequest(`The model has the signature 'serving_default', not '${signature.slice(0, 128)}'.`);
  if ((instances === undefined) === (inputs === undefined))
    throw invalidRequest("The request must have exactly one of 'instances' and 'inputs'.");
  const byRow = instances !== undefined;
  const records = byRow
    ? columnsOfRecords(instances.map((row) => named(row, model)))
    : columnsOfInputs(inputs, model);
  return { rows: feedsOfColumns(records, model), byRow };
}

/** A row; where the model has one input, its value alone. */
function named(row: unknown, { inputs }: ServedModel): Readonly<Record<string, unknown>> {
  const record = z.record(z.string(), z.unknown()).safeParse(row);
  const [only, ...others] = inputs;
  const isValue =
    !record.success || (Object.keys(record.data).length === 1 && Object.hasOwn(record.data, "b64"));
  if (!isValue) return record.data;
  if (only !== undefined && others.length === 0) return { [only.name]: row };
  throw invalidRequest("A row of 'instances' must be an object with a value for each input of the model.");
}

function columnsOfInputs(inputs: unknown, model: ServedModel): ReadonlyMap<string, readonly unknown[]> {
  const given = Array.isArray(inputs) ? named(inputs, model) : (inputs as Readonly<Record<string, unknown>>);
  return new Map(
    Object.entries(given).map(([name, values]) => {
      if (!Array.isArray(values))
        throw invalidRequest(`The input '${name.slice(0, 128)}' is no array of rows.`);
      return [name, values];
    }),
  );
}

function byColumns(outputs: Tensors): unknown {
  const columns = Object.entries(outputs).map(([name, tensor]) => [name, rowsOfTensor(tensor)] as const);
  return columns.length === 1 ? columns[0]?.[1] : Object.fromEntries(columns);
}
