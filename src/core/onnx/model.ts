/** A graph as the bytes of an ONNX file, and back. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "./onnx_pb.gen.ts";

/** The format's version and the operator sets that Airworthy's graphs are written against. */
const irVersion = 10n;
const operatorSets = [
  { domain: "", version: 21n },
  { domain: "ai.onnx.ml", version: 4n },
  { domain: "com.microsoft", version: 1n },
];

/** The bytes of a model with this graph: the same graph gives the same bytes. `metadata` is kept in its order. */
export function encodeModel(graph: GraphProto, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return encodeModelProto(
    create(ModelProtoSchema, {
      irVersion,
      producerName: "airworthy",
      opsetImport: operatorSets,
      graph,
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    }),
  );
}

/** The bytes of a model that was decoded and perhaps changed. */
export function encodeModelProto(model: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}

/** The model in `bytes`; fields of ONNX that onnx.proto leaves out survive as unknown ones. */
export function decodeModel(bytes: Uint8Array): ModelProto & { graph: GraphProto } {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { graph } = model;
  if (graph === undefined) throw new Error("The bytes hold no ONNX graph");
  return Object.assign(model, { graph });
}
