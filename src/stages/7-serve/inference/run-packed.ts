import type { Session, Tensors } from "../../../io/runtime.ts";
import { type PackedRows, unpackRows } from "./batch.ts";
import type { TensorSpec } from "./served-model.ts";

export interface PackedAnswer {
  readonly outputs: Tensors;
  readonly computeMs: number;
}

/** Where rows go into a session, and what is wanted of it. */
export interface SessionPorts {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly string[];
}

/** What the session answers for `packed`; ENGINE_FAILED where it fails on them. */
export async function runPacked(
  session: Session,
  packed: PackedRows,
  { inputs, outputs }: SessionPorts,
): Promise<PackedAnswer> {
  const tensors = unpackRows(packed, inputs);
  let started = performance.now();
  // The runtime begins in the next turn of the event loop too, after this: what else that turn does is no time of the model.
  setImmediate(() => {
    started = performance.now();
  });
  const found = await session.run(tensors, outputs);
  return { outputs: found, computeMs: performance.now() - started };
}
