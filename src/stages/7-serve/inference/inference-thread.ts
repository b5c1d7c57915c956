/**
 * The thread that owns one ONNX session: the model comes by the first message, then tensors, which are run in the order
 * they came, and go back. They may come before it is open.
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

function serve(data: ThreadData): void {
  const opening = openSession(data.bytes);
  let last: Promise<void> = opening.then(() => parentPort?.postMessage("ready"));
  parentPort?.on("message", (request: ThreadRequest) => {
    last = last.then(async () => parentPort?.postMessage(await answer(await opening, request, data)));
  });
}

await beginRuntime(); // while it is not known yet what to serve
parentPort?.once("message", serve);
