/** An inference request over gRPC: all tensors as raw bytes, or all in the typed fields. */
import type { Feed, Rows, ServedModel } from "../../stages/7-serve/index.ts";
import { invalidRequest } from "../invalid-request.ts";
import { readBinaryTensor } from "../open-inference/binary-tensor.ts";
import type { TensorPlace } from "../open-inference/json-tensor.ts";
import { type GivenInput, readInputs } from "../open-inference/model-inputs.ts";
import {
  type Parameters,
  type RequestedOutput,
  refuseSharedMemory,
  requestedOutputs,
  timeoutParameterMs,
} from "../open-inference/requested-outputs.ts";
import type { InferParameter, InferTensorContents, ModelInferRequest } from "./open_inference_pb.gen.ts";
import { readContents } from "./tensor-contents.ts";

export interface GrpcInferCall {
  readonly rows: Rows;
  readonly outputs: readonly RequestedOutput[];
  readonly timeoutMs: number | undefined;
}

interface GrpcInput extends GivenInput {
  readonly contents: InferTensorContents | undefined;
}

/** REQUEST_INVALID names what does not fit. */
export function readGrpcRequest(request: ModelInferRequest, model: ServedModel): GrpcInferCall {
  const { inputs, rawInputContents: raw, outputs } = request;
  checkForm(request);
  const given = inputs.map(({ name, datatype, shape, parameters, contents }): GrpcInput => {
    refuseSharedMemory(name, plain(parameters));
    return { name, datatype, shape: shape.map((size) => dimension(name, size)), contents };
  });
  const read = ({ contents }: GrpcInput, place: TensorPlace, index: number): Feed => {
    const bytes = raw[index];
    return bytes === undefined ? readContents(place, contents) : readBinaryTensor(place, bytes);
  };
  const asked = outputs.map(({ name, parameters }) => ({ name, parameters: plain(parameters) }));
  return {
    rows: readInputs(given, model, read),
    outputs: requestedOutputs(asked, model, true),
    timeoutMs: timeoutParameterMs(plain(request.parameters)),
  };
}

function checkForm({ inputs, rawInputContents: raw }: ModelInferRequest): void {
  if (raw.length === 0) return;
  const mixed = inputs.find(({ contents }) => contents !== undefined);
  if (mixed !== undefined)
    throw invalidRequest(
      `The input '${mixed.name.slice(0, 128)}' has typed contents beside raw_input_contents; wanted one of both.`,
    );
  if (raw.length !== inputs.length)
    throw invalidRequest(`There are ${raw.length} raw_input_contents for ${inputs.length} inputs.`);
}

function dimension(name: string, size: bigint): number {
  if (size >= 0n && size < 2n ** 31n) return Number(size);
  throw invalidRequest(`The input '${name.slice(0, 128)}' has the dimension ${size} in its shape.`);
}

function plain(parameters: Readonly<Record<string, InferParameter>>): Parameters {
  const entries = Object.entries(parameters).map(
    ([
      name,
      {
        parameterChoice: { value },
      },
    ]) => {
      return [name, typeof value === "bigint" ? Number(value) : value] as const;
    },
  );
  return Object.fromEntries(entries);
}
