/** The thread that owns one ONNX session: tensors come by message, are run in the order they came, and go back. */
import { parentPort, workerData } from "node:worker_threads";
import { openSession, type Tensors } from "../../../io/runtime.ts";

export interface ThreadData {
  readonly bytes: Uint8Array;
  readonly outputs: readonly string[];
}

export interface ThreadRequest {
  readonly id: number;
  readonly feeds: Tensors;
}

export type ThreadReply =
  | { readonly id: number; readonly outputs: Tensors; readonly computeMs: number }
  | { readonly id: number; readonly error: string; readonly computeMs: number };

const { bytes, outputs }: ThreadData = workerData;
const session = await openSession(bytes);

async function answer({ id, feeds }: ThreadRequest): Promise<ThreadReply> {
  const started = performance.now();
  try {
    const found = await session.run(feeds, outputs);
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
