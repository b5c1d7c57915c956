/** What the server and its model say of themselves, over REST and gRPC alike. */
import { ownVersion } from "../../io/own-version.ts";
import type { ServedModel, TensorSpec } from "../../stages/7-serve/index.ts";
import { datatypeOf } from "./datatype.ts";

/** Triton's name for ONNX run by the ONNX Runtime. */
export const platform = "onnxruntime_onnx";

/** `extensions` are those beside the ones that every interface has. */
export function serverMetadata(...extensions: readonly string[]) {
  return {
    name: "airworthy",
    version: ownVersion(),
    extensions: [...extensions, "model_configuration", "model_repository"],
  };
}

export function modelMetadata({ name, version, inputs, outputs }: ServedModel) {
  return {
    name,
    versions: [String(version)],
    platform,
    inputs: inputs.map(describe),
    outputs: outputs.map(describe),
  };
}

function describe({ name, type, shape }: TensorSpec) {
  return { name, datatype: datatypeOf(type), shape };
}
