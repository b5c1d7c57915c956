/** The dense layers inside an exported model, found by their names; every rewrite starts from them. */

import { AirworthyError } from "../../core/error.ts";
import { decodeTensor, type GraphProto, type NodeProto, type Tensor } from "../../core/onnx/index.ts";

/** One dense layer: y = x · weight + bias, weight [inputs, outputs] row by row. */
export interface DenseLayer {
  /** `layer_1` … `layer_{H+1}`. */
  readonly name: string;
  readonly node: NodeProto;
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** The layers of a float32 model as training exports it, input side first. */
export function denseLayers(graph: GraphProto): DenseLayer[] {
  const layers: DenseLayer[] = [];
  for (;;) {
    const name = `layer_${layers.length + 1}`;
    const node = graph.node.find(({ opType, input }) => opType === "Gemm" && input[1] === `${name}.weight`);
    if (node === undefined) break;
    const weight = floatInitialiser(graph, `${name}.weight`);
    const bias = floatInitialiser(graph, `${name}.bias`);
    const [inputs = 0, outputs = 0] = weight.shape;
    layers.push({ name, node, inputs, outputs, weight: weight.data, bias: bias.data });
  }
  if (layers.length > 0) return layers;
  throw new AirworthyError("ENGINE_FAILED", "Cannot read the model: it has no layer named layer_1.");
}

/** The initialiser `name`; ENGINE_FAILED where there is none. */
export function initialiser(graph: GraphProto, name: string): Tensor {
  const found = graph.initializer.find((tensor) => tensor.name === name);
  if (found !== undefined) return decodeTensor(found);
  throw new AirworthyError("ENGINE_FAILED", `Cannot read the model: it has no initialiser '${name}'.`);
}

function floatInitialiser(graph: GraphProto, name: string): Extract<Tensor, { type: "float" }> {
  const tensor = initialiser(graph, name);
  if (tensor.type === "float") return tensor;
  throw new AirworthyError(
    "ENGINE_FAILED",
    `Cannot read the model: '${name}' is ${tensor.type}, wanted float.`,
  );
}
