/**
 * Hidden units removed by importance. A unit matters by how much its activation varies times the weight it carries
 * on; its mean goes into the next layer's bias, so that a unit that never varies costs nothing to remove.
 */
import { decodeModel, encodeModelProto, encodeTensor, type GraphProto } from "../../core/onnx/index.ts";
import { type DenseLayer, denseLayers } from "./network.ts";

/** Mean and standard deviation of a hidden layer's units over rows. */
export interface LayerActivity {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** `model` without the `share` of its hidden units that matter least; every layer keeps at least one. */
export function pruneModel(model: Uint8Array, activity: readonly LayerActivity[], share: number): Uint8Array {
  const proto = decodeModel(model);
  const layers = denseLayers(proto.graph);
  const kept = keptUnits(layers, activity, share);
  layers.forEach((layer, index) => {
    const before = kept[index - 1] ?? range(layer.inputs);
    const after = kept[index] ?? range(layer.outputs);
    const bias = index === 0 ? layer.bias : biasWithout(layer, before, activity[index - 1]);
    const weight = before.flatMap((input) =>
      after.map((output) => layer.weight[input * layer.outputs + output] ?? 0),
    );
    replaceFloat(proto.graph, `${layer.name}.weight`, [before.length, after.length], weight);
    replaceFloat(
      proto.graph,
      `${layer.name}.bias`,
      [after.length],
      after.map((output) => bias[output] ?? 0),
    );
    if (index < layers.length - 1) resizeOutput(proto.graph, `hidden_${index + 1}`, after.length);
  });
  return encodeModelProto(proto);
}

/** The places of the units that stay, for each hidden layer: the least important of all layers go first. */
function keptUnits(
  layers: readonly DenseLayer[],
  activity: readonly LayerActivity[],
  share: number,
): number[][] {
  const ranked = activity
    .flatMap(({ deviation }, hidden) => {
      const next = layers[hidden + 1];
      const norms = deviation.map((_, unit) => (next === undefined ? 0 : rowNorm(next, unit)));
      const importance = deviation.map((size, unit) => size * (norms[unit] ?? 0));
      const total = importance.reduce((sum, value) => sum + value, 0) || 1;
      return importance.map((value, unit) => ({ hidden, unit, importance: value / total }));
    })
    .sort(
      (one, other) => one.importance - other.importance || one.hidden - other.hidden || one.unit - other.unit,
    );
  const removed = activity.map(() => new Set<number>());
  for (const { hidden, unit } of ranked.slice(0, Math.floor(share * ranked.length))) {
    const gone = removed[hidden];
    if (gone !== undefined && gone.size < (activity[hidden]?.mean.length ?? 0) - 1) gone.add(unit);
  }
  return activity.map(({ mean }, hidden) => range(mean.length).filter((unit) => !removed[hidden]?.has(unit)));
}

function biasWithout(
  layer: DenseLayer,
  kept: readonly number[],
  before: LayerActivity | undefined,
): Float32Array {
  const bias = Float32Array.from(layer.bias);
  const stays = new Set(kept);
  range(layer.inputs)
    .filter((input) => !stays.has(input))
    .forEach((input) => {
      const mean = before?.mean[input] ?? 0;
      bias.forEach((_, output) => {
        bias[output] = (bias[output] ?? 0) + mean * (layer.weight[input * layer.outputs + output] ?? 0);
      });
    });
  return bias;
}

function rowNorm({ weight, outputs }: DenseLayer, input: number): number {
  return Math.hypot(...weight.subarray(input * outputs, (input + 1) * outputs));
}

function replaceFloat(
  graph: GraphProto,
  name: string,
  shape: readonly number[],
  values: readonly number[],
): void {
  const at = graph.initializer.findIndex((tensor) => tensor.name === name);
  graph.initializer[at] = encodeTensor(name, { type: "float", shape, data: Float32Array.from(values) });
}

function resizeOutput(graph: GraphProto, name: string, width: number): void {
  const type = graph.output.find((output) => output.name === name)?.type;
  const shape = type?.value.case === "tensorType" ? type.value.value.shape : undefined;
  const size = shape?.dim[1];
  if (size !== undefined) size.value = { case: "dimValue", value: BigInt(width) };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
