/** The thread that owns one ONNX session: tensors come by message, are run in the order they came, and go back. */
import { parentPort, workerData } from "node:worker_threads";
import { openSession } from "../../../io/runtime.ts";
import type { PackedRows } from "./batch.ts";
import { type PackedAnswer, runPacked, type SessionPorts } from "./run-packed.ts";

export interface ThreadData extends SessionPorts {
  readonly bytes: Uint8Array;
}

export interface ThreadRequest {
  readonly id: number;
  readonly packed: PackedRows;
}

export type ThreadReply =
  | ({ readonly id: number } & PackedAnswer)
  | { readonly id: number; readonly error: string };

const data: ThreadData = workerData;
const session = await openSession(data.bytes);

async function answer({ id, packed }: ThreadRequest): Promise<ThreadReply> {
  try {
    return { id, ...(await runPacked(session, packed, data)) };
  } catch (cause) {
    return { id, error: cause instanceof Error ? cause.message : String(cause) };
  }
}

let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: ThreadRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});
parentPort?.postMessage("ready");
