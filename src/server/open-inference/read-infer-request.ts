/** An inference request, JSON or with binary tensors, as rows that fit the model: everything is checked here, for what enters a batch must not fail. */
import type { Tensor } from "../../core/onnx/index.ts";
import type { Rows, ServedModel, TensorSpec } from "../../stages/7-serve/index.ts";
import { invalidRequest } from "../invalid-request.ts";
import { readJsonAs } from "../json-body.ts";
import { readBinaryTensor } from "./binary-tensor.ts";
import { datatypeOf, datatypes } from "./datatype.ts";
import { readJsonTensor } from "./json-tensor.ts";
import { type InferRequest, inferRequestSchema } from "./schema.ts";

export interface RequestedOutput {
  readonly name: string;
  readonly binary: boolean;
}

export interface InferCall {
  readonly id: string | undefined;
  readonly rows: Rows;
  readonly outputs: readonly RequestedOutput[];
  /** From the parameter `timeout`, which is in microseconds. */
  readonly timeoutMs: number | undefined;
}

type GivenInput = InferRequest["inputs"][number];

/** REQUEST_INVALID names what does not fit. `headerLength` is the header Inference-Header-Content-Length. */
export function readInferRequest(
  body: Uint8Array,
  headerLength: string | undefined,
  model: ServedModel,
): InferCall {
  const { json, binary } = parts(body, headerLength);
  const exactIntegers = model.inputs.some(({ type }) => type === "int64" || type === "uint64");
  const request = readJsonAs(json, inferRequestSchema, { exactIntegers });
  const timeout = request.parameters?.timeout;
  return {
    id: request.id,
    rows: readInputs(request.inputs, binary, model),
    outputs: readOutputs(request, model),
    timeoutMs: typeof timeout === "number" && timeout > 0 ? timeout / 1_000 : undefined,
  };
}

function parts(body: Uint8Array, headerLength: string | undefined): { json: Uint8Array; binary: Uint8Array } {
  if (headerLength === undefined) return { json: body, binary: new Uint8Array() };
  const length = /^\d{1,15}$/.test(headerLength) ? Number(headerLength) : Number.NaN;
  if (Number.isNaN(length) || length > body.length)
    throw invalidRequest(
      `Inference-Header-Content-Length is '${headerLength.slice(0, 32)}', wanted the bytes of JSON at the start of a body of ${body.length}.`,
    );
  return { json: body.subarray(0, length), binary: body.subarray(length) };
}

function readInputs(given: readonly GivenInput[], binary: Uint8Array, model: ServedModel): Rows {
  const specs = new Map(model.inputs.map((spec) => [spec.name, spec]));
  const found = new Map<string, Tensor>();
  let rows: number | null = null;
  let at = 0;
  for (const input of given) {
    const spec = specs.get(input.name);
    if (spec === undefined || found.has(input.name)) throw notAnInput(input.name, spec, model);
    checkShape(input, spec, rows);
    rows = input.shape[0] ?? 0;
    const bytes = binaryPart(input, binary.subarray(at));
    at += bytes?.length ?? 0;
    const place = { name: spec.name, type: spec.type, shape: input.shape };
    found.set(
      input.name,
      bytes === null ? readJsonTensor(place, input.data ?? []) : readBinaryTensor(place, bytes),
    );
  }
  const missing = model.inputs.find(({ name }) => !found.has(name));
  if (missing !== undefined) throw invalidRequest(`The input '${missing.name}' is missing.`);
  if (at !== binary.length)
    throw invalidRequest(`The body has ${binary.length} bytes after its JSON, and its inputs take ${at}.`);
  return { feeds: Object.fromEntries(found), rows: rows ?? 0 };
}

function notAnInput(name: string, spec: TensorSpec | undefined, model: ServedModel) {
  if (spec !== undefined) return invalidRequest(`The input '${name}' is given twice.`);
  const names = model.inputs.map((input) => `'${input.name}'`).join(", ");
  return invalidRequest(`The model has no input '${name.slice(0, 128)}'; it has ${names}.`);
}

function checkShape({ name, datatype, shape }: GivenInput, spec: TensorSpec, rows: number | null): void {
  if (datatypes[datatype] !== spec.type)
    throw invalidRequest(
      `The input '${name}' has the datatype ${datatype}, wanted ${datatypeOf(spec.type)}.`,
    );
  const fits =
    shape.length === spec.shape.length && shape.every((size, at) => at === 0 || size === spec.shape[at]);
  if (!fits) throw invalidRequest(`The input '${name}' has the shape [${shape}], wanted [${spec.shape}].`);
  if (rows !== null && rows !== shape[0])
    throw invalidRequest(`The input '${name}' has ${shape[0]} rows where the inputs before it have ${rows}.`);
}

/** The bytes of an input; null where its data stand in the JSON. */
function binaryPart({ name, parameters, data }: GivenInput, rest: Uint8Array): Uint8Array | null {
  if (parameters?.shared_memory_region !== undefined)
    throw invalidRequest(`The input '${name}' lies in shared memory, which this server does not read.`);
  const size = parameters?.binary_data_size;
  if ((size === undefined) === (data === undefined))
    throw invalidRequest(`The input '${name}' must have either 'data' or the parameter 'binary_data_size'.`);
  if (size === undefined) return null;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0 || size > rest.length)
    throw invalidRequest(
      `The input '${name}' has binary_data_size ${size}, and ${rest.length} bytes of the body are left.`,
    );
  return rest.subarray(0, size);
}

function readOutputs({ outputs, parameters }: InferRequest, model: ServedModel): RequestedOutput[] {
  const binary = parameters?.binary_data_output === true;
  const asked = outputs === undefined || outputs.length === 0 ? model.outputs : outputs;
  const names = new Set<string>();
  return asked.map((output) => {
    const { name } = output;
    if (!model.outputs.some((known) => known.name === name))
      throw invalidRequest(
        `The model has no output '${name.slice(0, 128)}'; it has ${model.outputs.map((known) => `'${known.name}'`).join(", ")}.`,
      );
    if (names.has(name)) throw invalidRequest(`The output '${name}' is asked for twice.`);
    names.add(name);
    const own = "parameters" in output ? output.parameters : undefined;
    for (const extension of ["classification", "shared_memory_region"])
      if (own?.[extension] !== undefined)
        throw invalidRequest(
          `The output '${name}' asks for '${extension}', which this server does not have.`,
        );
    const flag = own?.binary_data;
    return { name, binary: flag === undefined ? binary : flag === true };
  });
}
