/** The weights inside a shipped model, whatever its form, as the floats that they stand for. */
import {
  decodeModel,
  decodeTensor,
  float16Value,
  type GraphProto,
  type Tensor,
} from "../../core/onnx/index.ts";

export interface ShippedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs × outputs] row by row. */
  readonly weight: Float32Array;
}

type Reader = (graph: GraphProto, name: string) => ShippedLayer | null;

/** The dense layers of float32, float16, int8 and pruned models, input side first. */
export function shippedLayers(model: Uint8Array): ShippedLayer[] {
  const { graph } = decodeModel(model);
  const layers: ShippedLayer[] = [];
  for (;;) {
    const name = `layer_${layers.length + 1}.weight`;
    const layer = readers.map((read) => read(graph, name)).find((found) => found !== null);
    if (layer === undefined) return layers;
    layers.push(layer);
  }
}

const readers: readonly Reader[] = [
  (graph, name) => {
    const tensor = find(graph, name);
    return tensor?.type === "float" ? layerOf(tensor, tensor.data) : null;
  },
  (graph, name) => {
    const tensor = find(graph, `${name}.float16`);
    return tensor?.type === "float16" ? layerOf(tensor, Float32Array.from(tensor.data, float16Value)) : null;
  },
  (graph, name) => {
    const [tensor, scale] = [find(graph, `${name}.int8`), find(graph, `${name}.scale`)];
    if (tensor?.type !== "int8" || scale?.type !== "float") return null;
    const outputs = scale.data.length;
    return layerOf(
      tensor,
      Float32Array.from(tensor.data, (code, at) => code * (scale.data[at % outputs] ?? 0)),
    );
  },
];

function find(graph: GraphProto, name: string): Tensor | null {
  const proto = graph.initializer.find((tensor) => tensor.name === name);
  return proto === undefined ? null : decodeTensor(proto);
}

function layerOf({ shape }: Tensor, weight: Float32Array): ShippedLayer {
  const [inputs = 0, outputs = 0] = shape;
  return { inputs, outputs, weight };
}
