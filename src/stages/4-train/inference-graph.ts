/** The exported graph: preprocessing, network and output in one, so that what is served was trained. */
import type { Task } from "../../core/metric.ts";
import { encodeModel, type Graph, graph, tensorOf } from "../../core/onnx/index.ts";
import { type EncodedInput, greatestStandardised } from "./encoded-input.ts";

/** The weights of a layer, [inputs × outputs] row by row, and its biases. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

export interface InferenceGraphOptions {
  readonly inputs: readonly EncodedInput[];
  /** Hidden layers first, the output layer last. */
  readonly layers: readonly Layer[];
  readonly task: Task;
  /** Multiclass: the labels in the order of the outputs, kept in the file's metadata. */
  readonly classes?: readonly string[];
  /** Regression: the network's output times `scale` plus `mean` is the value. */
  readonly target?: { readonly mean: number; readonly scale: number };
}

/** The bytes of model.onnx for trained layers: see TrainInput for its inputs, outputs and initialisers. */
export function buildInferenceGraph(options: InferenceGraphOptions): Uint8Array {
  const { inputs, layers, task, classes = [], target = { mean: 0, scale: 1 } } = options;
  const g = graph("airworthy");
  for (const { name, type } of inputs) g.input(name, type === "text" ? "string" : "double", ["N", 1]);
  const encoded = addEncoding(g, inputs);
  g.output("encoded", "float", ["N", layers[0]?.inputs ?? 0]);
  const logit = addLayers(g, encoded, layers);
  g.output("logit", "float", ["N", layers.at(-1)?.outputs ?? 0]);
  outputTable[task](g, logit, target, layers.at(-1)?.outputs ?? 0);
  return encodeModel(g.finish(), task === "multiclass" ? { classes: JSON.stringify(classes) } : {});
}

const encodingTable: {
  readonly [K in EncodedInput["encoding"]["kind"]]: (
    g: Graph,
    name: string,
    encoding: Extract<EncodedInput["encoding"], { kind: K }>,
  ) => string[];
} = {
  standardise(g, name, { mean, scale, impute, indicator }) {
    const missing = g.node("IsNaN", [name]);
    const filled = g.node("Where", [missing, double(g, impute), name]);
    const scaled = g.node("Div", [g.node("Sub", [filled, double(g, mean)]), double(g, scale)]);
    const bounds = [double(g, -greatestStandardised), double(g, greatestStandardised)];
    const clipped = toFloat(g, g.node("Clip", [scaled, ...bounds]));
    return indicator ? [clipped, toFloat(g, missing)] : [clipped];
  },
  oneHot(g, name, { vocabulary }) {
    // An empty table is refused by the runtime; "" is a key anyway, for it means missing.
    const codes = g.node("LabelEncoder", [name], {
      domain: "ai.onnx.ml",
      attributes: {
        keys_strings: { texts: [...vocabulary, ""] },
        values_int64s: { ints: [...vocabulary.keys(), vocabulary.length + 1] },
        default_int64: { int: vocabulary.length },
      },
    });
    return [oneHot(g, codes, vocabulary.length + 2)];
  },
  hash(g, name, { buckets }) {
    const missing = g.node("LabelEncoder", [name], {
      domain: "ai.onnx.ml",
      attributes: {
        keys_strings: { texts: [""] },
        values_int64s: { ints: [1] },
        default_int64: { int: 0 },
      },
    });
    const bucket = addBucket(g, name, buckets);
    const isMissing = g.node("Cast", [missing], { attributes: { to: { int: 9 } } });
    const codes = g.node("Where", [isMissing, int64(g, buckets), bucket]);
    return [oneHot(g, codes, buckets + 1)];
  },
};

/** MurmurHash3 (x86, 32 bit, seed 0) of each string's UTF-8 bytes, modulo `buckets`: an operator of ONNX Runtime. */
export function addBucket(g: Graph, strings: string, buckets: number): string {
  const hash = g.node("MurmurHash3", [strings], {
    domain: "com.microsoft",
    attributes: { seed: { int: 0 }, positive: { int: 1 } },
  });
  const wide = g.node("Cast", [hash], { attributes: { to: { int: 7 } } });
  return g.node("Mod", [wide, int64(g, buckets)]);
}

function addEncoding(g: Graph, inputs: readonly EncodedInput[]): string {
  const parts = inputs
    .toSorted((one, other) => one.start - other.start)
    .flatMap(({ name, encoding }) => encodingTable[encoding.kind](g, name, encoding as never));
  return g.node("Concat", parts, { attributes: { axis: { int: 1 } }, outputs: ["encoded"], name: "encoded" });
}

function addLayers(g: Graph, encoded: string, layers: readonly Layer[]): string {
  let value = encoded;
  layers.forEach(({ inputs, outputs, weight, bias }, index) => {
    const name = `layer_${index + 1}`;
    const last = index === layers.length - 1;
    const sum = g.node(
      "Gemm",
      [
        value,
        g.initialiser(`${name}.weight`, { type: "float", shape: [inputs, outputs], data: weight }),
        g.initialiser(`${name}.bias`, { type: "float", shape: [outputs], data: bias }),
      ],
      { name, outputs: [last ? "logit" : `${name}.sum`] },
    );
    value = last ? sum : g.node("Relu", [sum], { outputs: [`hidden_${index + 1}`] });
    if (!last) g.output(value, "float", ["N", outputs]);
  });
  return value;
}

type Target = NonNullable<InferenceGraphOptions["target"]>;

const outputTable: Readonly<Record<Task, (g: Graph, logit: string, target: Target, width: number) => void>> =
  {
    binary(g, logit) {
      g.node("Sigmoid", [tempered(g, logit)], { outputs: ["probability"] });
      g.output("probability", "float", ["N", 1]);
    },
    multiclass(g, logit, _, width) {
      g.node("Softmax", [tempered(g, logit)], { outputs: ["probability"], attributes: { axis: { int: 1 } } });
      g.output("probability", "float", ["N", width]);
    },
    regression(g, logit, { mean, scale }) {
      const wide = g.node("Cast", [logit], { attributes: { to: { int: 11 } } });
      const value = g.node("Add", [g.node("Mul", [wide, double(g, scale)]), double(g, mean)]);
      g.node("Cast", [value], { outputs: ["value"], attributes: { to: { int: 1 } } });
      g.output("value", "float", ["N", 1]);
    },
  };

function tempered(g: Graph, logit: string): string {
  return g.node("Div", [logit, g.initialiser("temperature", tensorOf("float", [], [1]))]);
}

/** One-hot rows of `codes` [N, 1]: [N, depth]. */
function oneHot(g: Graph, codes: string, depth: number): string {
  const flat = g.node("Squeeze", [codes, int64(g, 1, [1])]);
  const values = g.constant(tensorOf("float", [2], [0, 1]));
  return g.node("OneHot", [flat, int64(g, depth), values], { attributes: { axis: { int: 1 } } });
}

function toFloat(g: Graph, value: string): string {
  return g.node("Cast", [value], { attributes: { to: { int: 1 } } });
}

function double(g: Graph, value: number): string {
  return g.constant(tensorOf("double", [], [value]));
}

function int64(g: Graph, value: number, shape: readonly number[] = []): string {
  return g.constant(tensorOf("int64", shape, [value]));
}
