/** The thread that owns one ONNX session: tensors come by message, are run in the order they came, and go back. */
import { parentPort, workerData } from "node:worker_threads";
import { openSession, type Tensors } from "../../../io/runtime.ts";
import { type PackedRows, unpackRows } from "./batch.ts";
import type { TensorSpec } from "./served-model.ts";

export interface ThreadData {
  readonly bytes: Uint8Array;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly string[];
}

export interface ThreadRequest {
  readonly id: number;
  readonly packed: PackedRows;
}

export type ThreadReply =
  | { readonly id: number; readonly outputs: Tensors; readonly computeMs: number }
  | { readonly id: number; readonly error: string; readonly computeMs: number };

const { bytes, inputs, outputs }: ThreadData = workerData;
const session = await openSession(bytes);

async function answer({ id, packed }: ThreadRequest): Promise<ThreadReply> {
  const started = performance.now();
  try {
    const found = await session.run(unpackRows(packed, inputs), outputs);
    return { id, outputs: found, computeMs: performance.now() - started };
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    return { id, error, computeMs: performance.now() - started };
  }
}

let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: ThreadRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});
parentPort?.postMessage("ready");
