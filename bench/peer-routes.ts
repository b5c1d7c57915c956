/** How each peer is asked, how Airworthy is asked alike, and where the predictions are in the answers. */
export type Columns = Readonly<Record<string, readonly (number | string)[]>>;

export interface Route {
  readonly path: string;
  body(columns: Columns): unknown;
  predictions(reply: unknown): readonly number[];
}

export interface Peer {
  readonly name: string;
  readonly script: string;
  readonly packages: readonly string[];
  readonly theirs: Route;
  /** Airworthy's that matches it. */
  readonly ours: Route;
}

const v2: Route = {
  path: "/v2/models/bench/infer",
  body: (columns) => ({
    inputs: Object.entries(columns).map(([name, data]) => ({
      name,
      datatype: typeof data[0] === "string" ? "BYTES" : "FP64",
      shape: [data.length, 1],
      data,
    })),
  }),
  predictions: (reply) => (reply as { outputs: [{ data: number[] }] }).outputs[0].data,
};

/** MLflow gives ONNX Runtime the shape that the request has, so its columns are of arrays of one value. */
const invocations: Route = {
  path: "/invocations",
  body: (columns) => ({
    inputs: Object.fromEntries(
      Object.entries(columns).map(([name, data]) => [name, data.map((value) => [value])]),
    ),
  }),
  predictions: (reply) => {
    const { predictions } = reply as { predictions: number[] | { probability: number[][] } };
    return Array.isArray(predictions) ? predictions : predictions.probability.flat();
  },
};

const plainInvocations: Route = { ...invocations, body: (inputs) => ({ inputs }) };

const bentoml: Route = {
  path: "/predict",
  body: (inputs) => ({ inputs }),
  predictions: (reply) => reply as number[],
};

export const peers: readonly Peer[] = [
  {
    name: "MLServer",
    script: "serve_mlserver.py",
    packages: ["mlserver", "onnxruntime"],
    theirs: v2,
    ours: v2,
  },
  {
    name: "MLflow",
    script: "serve_mlflow.py",
    packages: ["mlflow", "onnx", "onnxruntime"],
    theirs: invocations,
    ours: invocations,
  },
  {
    name: "BentoML",
    script: "serve_bentoml.py",
    packages: ["bentoml", "onnxruntime"],
    theirs: bentoml,
    ours: plainInvocations,
  },
];
