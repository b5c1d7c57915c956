/**
 * Weights as int8, one scale for each output; activations quantised while they pass, one scale for each row.
 *
 * The runtime's own dynamic quantisation (DynamicQuantizeLinear, DynamicQuantizeMatMul) takes one scale for the
 * whole batch, so that a row's answer would depend on its neighbours; here it does not. Weights use ±64 of their
 * ±127: on processors without VNNI the runtime adds pairs of uint8 × int8 products in 16 bits, which larger weights
 * would saturate, and the model would answer differently from machine to machine.
 */
import {
  decodeModel,
  encodeModelProto,
  type Graph,
  graph as newGraph,
  tensorOf,
} from "../../core/onnx/index.ts";
import { type DenseLayer, denseLayers } from "./network.ts";

const greatestWeight = 64;
const tiny = 1e-30;

/** `model` with every dense layer in integer arithmetic; names of layers, activations and outputs are kept. */
export function toInt8(model: Uint8Array): Uint8Array {
  const proto = decodeModel(model);
  const layers = denseLayers(proto.graph);
  const replaced = new Set(layers.flatMap(({ name }) => [`${name}.weight`, `${name}.bias`]));
  const added = newGraph("int8", "q.");
  const nodes = proto.graph.node.flatMap((node) => {
    const index = layers.findIndex((layer) => layer.node === node);
    const layer = layers[index];
    if (layer === undefined) return [node];
    const before = added.finish().node.length;
    addIntegerLayer(added, layer, index === 0);
    const made = added.finish().node.slice(before);
    for (const one of made) one.name = one.output[0] === node.output[0] ? layer.name : ""; // names cost bytes
    return made;
  });
  proto.graph.node = nodes;
  proto.graph.initializer = [
    ...proto.graph.initializer.filter(({ name }) => !replaced.has(name)),
    ...added.finish().initializer,
  ];
  return encodeModelProto(proto);
}

export interface QuantisedWeight {
  readonly values: Int8Array;
  /** One scale for each output: weight ≈ value × scale. */
  readonly scales: Float32Array;
}

/** The weights of a layer as whole numbers within ±64. */
export function quantiseWeight({ inputs, outputs, weight }: DenseLayer): QuantisedWeight {
  const greatest = new Float32Array(outputs).fill(tiny);
  weight.forEach((value, at) => {
    const output = at % outputs;
    greatest[output] = Math.max(greatest[output] ?? 0, Math.abs(value));
  });
  const scales = greatest.map((size) => size / greatestWeight);
  const values = new Int8Array(inputs * outputs);
  weight.forEach((value, at) => {
    values[at] = Math.round(value / (scales[at % outputs] ?? 1));
  });
  return { values, scales };
}

/** Signed input is quantised to 1 … 255 around 128; what follows a ReLU to 0 … 255. */
function addIntegerLayer(g: Graph, layer: DenseLayer, signed: boolean): void {
  const { name, node, inputs, outputs, bias } = layer;
  const [input = ""] = node.input;
  const { values, scales } = quantiseWeight(layer);
  const weight = g.initialiser(`${name}.weight.int8`, {
    type: "int8",
    shape: [inputs, outputs],
    data: values,
  });
  const scale = g.initialiser(`${name}.weight.scale`, { type: "float", shape: [outputs], data: scales });
  const axes = g.constant(tensorOf("int64", [1], [1]));
  const size = signed ? g.node("Abs", [input]) : input;
  const greatest = g.node("ReduceMax", [size, axes], { attributes: { keepdims: { int: 1 } } });
  const rowScale = g.node("Div", [g.node("Max", [greatest, float(g, tiny)]), float(g, signed ? 127 : 255)]);
  const shifted = g.node("Add", [g.node("Div", [input, rowScale]), float(g, signed ? 128.5 : 0.5)]);
  const codes = g.node("Cast", [shifted], { attributes: { to: { int: 2 } } });
  const zero = signed ? [g.constant(tensorOf("uint8", [], [128]))] : [];
  const product = g.node("MatMulInteger", [codes, weight, ...zero]);
  const wide = g.node("Cast", [product], { attributes: { to: { int: 1 } } });
  const scaled = g.node("Mul", [g.node("Mul", [wide, rowScale]), scale]);
  const shift = g.initialiser(`${name}.bias`, { type: "float", shape: [outputs], data: bias });
  g.node("Add", [scaled, shift], { name, outputs: node.output });
}

function float(g: Graph, value: number): string {
  return g.constant(tensorOf("float", [], [value]));
}
