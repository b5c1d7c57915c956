/**
 * The one seam to ONNX Runtime: bytes of a model in, typed tensors through it. `run` blocks the thread that calls it
 * although it returns a promise: where anything else must go on meanwhile, it belongs in a worker thread.
 */
import { env, InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-node";
import { AirworthyError } from "../core/error.ts";
import type { ElementType, Tensor } from "../core/onnx/index.ts";

export interface SessionOptions {
  /** Threads of the session's own pool; 1 unless told, which is fastest for small batches and reproducible. */
  readonly threads?: number;
}

export type Tensors = Readonly<Record<string, Tensor>>;

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** The outputs `fetches` (all of them unless told) for `feeds`; ENGINE_FAILED where a feed does not fit. */
  run<N extends string = string>(
    feeds: Tensors,
    fetches?: readonly N[],
  ): Promise<Readonly<Record<N, Tensor>>>;
  /** Frees the native memory; the session cannot run after it. */
  dispose(): Promise<void>;
}

const runtimeTypes = {
  float: "float32",
  uint8: "uint8",
  int8: "int8",
  uint16: "uint16",
  int16: "int16",
  int32: "int32",
  int64: "int64",
  string: "string",
  bool: "bool",
  float16: "float16",
  double: "float64",
  uint32: "uint32",
  uint64: "uint64",
} as const satisfies Record<ElementType, RuntimeTensor.Type>;

const elementTypeOf = new Map(
  Object.entries(runtimeTypes).map(([own, theirs]) => [theirs as string, own as ElementType]),
);

/** Does what the first session of a thread would wait for: the runtime's own beginning, which no model is needed for. */
export async function beginRuntime(): Promise<void> {
  const isRefused = await InferenceSession.create(new Uint8Array(), { logSeverityLevel: 4 }).then(
    () => false,
    () => true,
  );
  if (!isRefused) throw new AirworthyError("ENGINE_FAILED", "The runtime took no bytes for a model.");
}

/** Loads a model; ENGINE_FAILED with the runtime's reason where it refuses. */
export async function openSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const { threads = 1 } = options;
  const session = await attempt("load a model", () =>
    InferenceSession.create(model, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    }),
  );
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds, fetches) =>
      attempt("run a model", async () => {
        const given = Object.fromEntries(
          Object.entries(feeds).map(([name, feed]) => [name, toRuntime(feed)]),
        );
        const results = await session.run(given, fetches ?? session.outputNames, { logSeverityLevel: 4 });
        const entries = Object.entries(results).map(([name, value]) => [name, fromRuntime(value)]);
        return Object.fromEntries(entries);
      }),
    dispose: () => attempt("release a model", () => session.release()),
  };
}

function toRuntime({ type, shape, data }: Tensor): RuntimeTensor {
  return new RuntimeTensor(runtimeTypes[type], data as Float32Array, shape);
}

function fromRuntime(tensor: RuntimeTensor): Tensor {
  const type = elementTypeOf.get(tensor.type);
  if (type === undefined) throw new Error(`the output type ${tensor.type} is not supported`);
  return { type, shape: tensor.dims, data: tensor.data } as Tensor;
}

async function attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AirworthyError("ENGINE_FAILED", `Cannot ${action}: ${message.split("\n", 1)[0]}`, { cause });
  }
}

/** The version of ONNX Runtime. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}
