/** Erasing a person: gone from the log, named in what learned from them, and on record that it was done. */
import type { Definition } from "../core/definition/index.ts";
import {
  deleteEntity,
  type Erased,
  type ErasureMarks,
  recordErasure,
  type Store,
} from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import { findLearned } from "./find-learned.ts";
import { type PredictOptions, withEngine } from "./predict.ts";

export interface EraseInput {
  readonly definition: Definition;
  readonly workspace: Workspace;
  /** The project's store. */
  readonly store: Store;
  /** Where the event log is; may be the same. */
  readonly log: Store;
  readonly entity: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type EraseResult = Erased & ErasureMarks;

/**
 * Erases the entity's events, predictions, feedback and state for good, and marks the snapshots and versions that learned
 * from it: those stay as they are. STORE_UNUSABLE, CANCELLED (then nothing was erased).
 */
export async function erase(input: EraseInput, options: PredictOptions = {}): Promise<EraseResult> {
  const { store, log, entity, now } = input;
  const marks = await withEngine(options, ({ engine }) => findLearned(input, engine));
  const erased = await deleteEntity(log, entity, { now, marks });
  // The project's own store answers what a version learned from, wherever the log is.
  if (log !== store)
    await store.db
      .transaction()
      .execute((tx) => recordErasure(tx, { entity, at: now, counts: { ...erased }, marks }));
  return { ...erased, ...marks };
}
