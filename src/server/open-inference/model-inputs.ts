/** Given tensors as rows that fit the model: everything is checked here, for what enters a batch must not fail. */
import type { Feed, Rows, ServedModel, TensorSpec } from "../../stages/7-serve/index.ts";
import { invalidRequest } from "../invalid-request.ts";
import { datatypeOf } from "./datatype.ts";
import type { TensorPlace } from "./json-tensor.ts";

export interface GivenInput {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** The rows in `given`, each element read by `read`; REQUEST_INVALID where they are not what the model takes. */
export function readInputs<T extends GivenInput>(
  given: readonly T[],
  model: ServedModel,
  read: (input: T, place: TensorPlace, index: number) => Feed,
): Rows {
  const specs = specsOf(model);
  const feeds: Record<string, Feed> = {};
  let rows: number | null = null;
  for (const [index, input] of given.entries()) {
    const spec = specs.get(input.name);
    if (spec === undefined || Object.hasOwn(feeds, spec.name)) throw notAnInput(input.name, spec, model);
    checkShape(input, spec, rows);
    rows = input.shape[0] ?? 0;
    feeds[spec.name] = read(input, { name: spec.name, type: spec.type, shape: input.shape }, index);
  }
  const missing = model.inputs.find(({ name }) => !Object.hasOwn(feeds, name));
  if (missing !== undefined) throw invalidRequest(`The input '${missing.name}' is missing.`);
  return { feeds, rows: rows ?? 0 };
}

const known = new WeakMap<ServedModel, ReadonlyMap<string, TensorSpec>>();

function specsOf(model: ServedModel): ReadonlyMap<string, TensorSpec> {
  const specs = known.get(model) ?? new Map(model.inputs.map((spec) => [spec.name, spec]));
  known.set(model, specs);
  return specs;
}

function notAnInput(name: string, spec: TensorSpec | undefined, model: ServedModel) {
  if (spec !== undefined) return invalidRequest(`The input '${name}' is given twice.`);
  const names = model.inputs.map((input) => `'${input.name}'`).join(", ");
  return invalidRequest(`The model has no input '${name.slice(0, 128)}'; it has ${names}.`);
}

function checkShape({ name, datatype, shape }: GivenInput, spec: TensorSpec, rows: number | null): void {
  const wanted = datatypeOf(spec.type);
  if (datatype !== wanted)
    throw invalidRequest(`The input '${name}' has the datatype ${datatype.slice(0, 32)}, wanted ${wanted}.`);
  const fits =
    shape.length === spec.shape.length && shape.every((size, at) => at === 0 || size === spec.shape[at]);
  if (!fits) throw invalidRequest(`The input '${name}' has the shape [${shape}], wanted [${spec.shape}].`);
  if (rows !== null && rows !== shape[0])
    throw invalidRequest(`The input '${name}' has ${shape[0]} rows where the inputs before it have ${rows}.`);
}
