import type { Tensors } from "../../io/runtime.ts";
import type { ServedModel } from "../../stages/7-serve/index.ts";
import { binaryTensor } from "./binary-tensor.ts";
import { datatypeOf } from "./datatype.ts";
import { jsonElements } from "./json-tensor.ts";
import type { InferCall } from "./read-infer-request.ts";

export interface InferReply {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The reply to a call: JSON, and after it the tensors that were asked for as bytes. */
export function writeInferReply(call: InferCall, outputs: Tensors, model: ServedModel): InferReply {
  const binaries: Uint8Array[] = [];
  const described = call.outputs.map(({ name, binary }) => {
    const tensor = outputs[name];
    if (tensor === undefined) throw new Error(`The model gave no output '${name}'`);
    const head = { name, datatype: datatypeOf(tensor.type), shape: tensor.shape };
    if (!binary) return { ...head, data: jsonElements(tensor) };
    const bytes = binaryTensor(tensor);
    binaries.push(bytes);
    return { ...head, parameters: { binary_data_size: bytes.length } };
  });
  const json = JSON.stringify({
    model_name: model.name,
    model_version: String(model.version),
    ...(call.id === undefined ? {} : { id: call.id }),
    outputs: described,
  });
  if (binaries.length === 0) return { headers: { "content-type": "application/json" }, body: json };
  const head = Buffer.from(json);
  const headers = {
    "content-type": "application/octet-stream",
    "inference-header-content-length": String(head.length),
  };
  return { headers, body: Buffer.concat([head, ...binaries]) };
}
