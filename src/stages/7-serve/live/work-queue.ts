/**
 * What waits for a batch. Batches overlap, but an entity is in one of them at a time and an event id too: what comes
 * for the same waits until that batch is durable, so that one entity's rows are decided in their order, and an id that
 * comes twice finds what the log has of it.
 */
import type { Key } from "../../../io/event-log/index.ts";
import type { FeedbackWork, RowWork, Work } from "./work.ts";

interface Lock {
  readonly batch: number;
  waiting: Work[] | null;
}

export interface BatchLimits {
  readonly work: number;
  readonly predictions: number;
}

export interface Batch {
  readonly rows: readonly RowWork[];
  readonly feedback: readonly FeedbackWork[];
  /** What it holds until it is released. */
  readonly entities: readonly Key[];
  readonly ids: readonly Key[];
}

export class WorkQueue {
  readonly #limits: BatchLimits;
  readonly #entities = new Map<Key, Lock>();
  readonly #ids = new Map<Key, Lock>();
  #ready: Work[] = [];
  #head = 0;
  #batches = 0;
  #waiting = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** What is in no batch yet. */
  get length(): number {
    return this.ready + this.#waiting;
  }

  /** What waits for nothing but a batch. */
  get ready(): number {
    return this.#ready.length - this.#head;
  }

  push(work: Work): void {
    this.#ready.push(work);
  }

  /** The next batch; it may be empty where all that waits is locked. */
  take(): Batch {
    const number = ++this.#batches;
    const rows: RowWork[] = [];
    const feedback: FeedbackWork[] = [];
    const held = { number, entities: [] as Key[], ids: [] as Key[] };
    let predictions = 0;
    const { work: most, predictions: mostPredictions } = this.#limits;
    while (this.ready > 0 && rows.length + feedback.length < most && predictions < mostPredictions) {
      const work = this.#ready[this.#head++];
      if (work === undefined || work.call.isDone) continue;
      if (work.kind === "feedback") feedback.push(work);
      else if (this.#lock(work, held)) {
        rows.push(work);
        if (work.predictionId !== null) predictions += 1;
      }
    }
    if (this.#head > 4_096 || this.ready === 0) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    return { ...held, rows, feedback };
  }

  /** Frees what the batch held; those that waited for it come next. */
  release({ entities, ids }: Pick<Batch, "entities" | "ids">): void {
    const freed: Work[] = [];
    for (const entity of entities) free(this.#entities, entity, freed);
    for (const id of ids) free(this.#ids, id, freed);
    if (freed.length === 0) return;
    this.#waiting -= freed.length;
    this.#ready = freed.concat(this.#ready.slice(this.#head));
    this.#head = 0;
  }

  /** False where it must wait. */
  #lock(work: RowWork, { number: batch, entities, ids }: Holding): boolean {
    const { entity, id } = work.row;
    const held = this.#entities.get(entity);
    // A label that waits for an event takes effect with it: where features look at labels, what comes next must see it.
    if (held !== undefined && (held.batch !== batch || work.model.readsOutcomes))
      return this.#wait(held, work);
    const known = id === null ? undefined : this.#ids.get(id);
    if (known !== undefined) return this.#wait(known, work);
    if (held === undefined) {
      this.#entities.set(entity, { batch, waiting: null });
      entities.push(entity);
    }
    if (id !== null) {
      this.#ids.set(id, { batch, waiting: null });
      ids.push(id);
    }
    return true;
  }

  #wait(lock: Lock, work: Work): false {
    lock.waiting ??= [];
    lock.waiting.push(work);
    this.#waiting += 1;
    return false;
  }
}

interface Holding {
  readonly number: number;
  readonly entities: Key[];
  readonly ids: Key[];
}

function free(locks: Map<Key, Lock>, name: Key, freed: Work[]): void {
  const waiting = locks.get(name)?.waiting ?? [];
  locks.delete(name);
  for (const work of waiting) freed.push(work);
}
