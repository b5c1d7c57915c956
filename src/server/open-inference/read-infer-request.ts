/** An inference request over REST, JSON or with binary tensors. */
import type { Rows, ServedModel } from "../../stages/7-serve/index.ts";
import { invalidRequest } from "../invalid-request.ts";
import { readBinaryTensor } from "./binary-tensor.ts";
import { readJsonTensor } from "./json-tensor.ts";
import { readInputs } from "./model-inputs.ts";
import { readJsonPart } from "./read-json-part.ts";
import {
  type RequestedOutput,
  refuseSharedMemory,
  requestedOutputs,
  timeoutParameterMs,
} from "./requested-outputs.ts";
import type { InferRequest } from "./schema.ts";

export interface InferCall {
  readonly id: string | undefined;
  readonly rows: Rows;
  readonly outputs: readonly RequestedOutput[];
  readonly timeoutMs: number | undefined;
}

/** REQUEST_INVALID names what does not fit. `headerLength` is the header Inference-Header-Content-Length. */
export function readInferRequest(
  body: Uint8Array,
  headerLength: string | undefined,
  model: ServedModel,
): InferCall {
  const { json, binary } = parts(body, headerLength);
  const exactIntegers = model.inputs.some(({ type }) => type === "int64" || type === "uint64");
  const request = readJsonPart(json, { hasBinary: binary.length > 0, exactIntegers });
  return {
    id: request.id,
    rows: readTensors(request, binary, model),
    outputs: requestedOutputs(request.outputs, model, request.parameters?.binary_data_output === true),
    timeoutMs: timeoutParameterMs(request.parameters),
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

function readTensors({ inputs }: InferRequest, binary: Uint8Array, model: ServedModel): Rows {
  let at = 0;
  const rows = readInputs(inputs, model, (input, place) => {
    const bytes = binaryPart(input, binary.subarray(at));
    if (bytes === null) return readJsonTensor(place, input.data ?? []);
    at += bytes.length;
    return readBinaryTensor(place, bytes);
  });
  if (at !== binary.length)
    throw invalidRequest(`The body has ${binary.length} bytes after its JSON, and its inputs take ${at}.`);
  return rows;
}

/** The bytes of an input; null where its data stand in the JSON. */
function binaryPart(
  { name, parameters, data }: InferRequest["inputs"][number],
  rest: Uint8Array,
): Uint8Array | null {
  refuseSharedMemory(name, parameters);
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
