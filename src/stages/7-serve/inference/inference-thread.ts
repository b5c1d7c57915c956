/**
 * The thread that owns one ONNX session: the model comes by the first message, then tensors, which are run in the order
 * they came, and go back.
 */
import { parentPort } from "node:worker_threads";
import { beginRuntime, openSession, type Session } from "../../../io/runtime.ts";
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

async function answer(
  session: Session,
  { id, packed }: ThreadRequest,
  ports: SessionPorts,
): Promise<ThreadReply> {
  try {
    return { id, ...(await runPacked(session, packed, ports)) };
  } catch (cause) {
    return { id, error: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function serve(data: ThreadData): Promise<void> {
  const session = await openSession(data.bytes);
  let last: Promise<void> = Promise.resolve();
  parentPort?.on("message", (request: ThreadRequest) => {
    last = last.then(async () => parentPort?.postMessage(await answer(session, request, data)));
  });
  parentPort?.postMessage("ready");
}

await beginRuntime(); // while it is not known yet what to serve
parentPort?.once("message", serve);
