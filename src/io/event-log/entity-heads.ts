/**
 * Where each entity's latest event is in SQLite, kept in memory: asked of the store at every append, it was a fifth of
 * what an append costs. Nothing here is a truth of its own. What others appended is followed whenever the log has moved
 * on, and after a transaction that failed all of it is forgotten.
 */
import type { Position } from "./decide-append.ts";
import { placesBetweenHeads } from "./event-chain.ts";
import type { Key } from "./event-log.ts";
import type { Statements } from "./sqlite-statements.ts";

/** Places that others may append between two looks; after more, entities are looked up anew as they are met. */
const mostFollowed = 16 * placesBetweenHeads;
const nowhere = Number.NEGATIVE_INFINITY;

export interface EntityHeadsOptions {
  /** Entities that are kept in memory, beside those of the newest events; 65,536 unless told. */
  readonly capacity?: number;
}

export class EntityHeads {
  readonly #sql: Statements;
  readonly #capacity: number;
  /**
   * 0: it has no event. Every entity is here that has one behind the place up to which the store keeps heads, so that of
   * one that is not here the store's own head is its latest.
   */
  readonly #places = new Map<Key, number>();
  /** The place up to which `#places` tells; of the log since its last erasure. */
  #upTo = nowhere;
  #erasedSeq = 0;

  constructor(sql: Statements, { capacity = 65_536 }: EntityHeadsOptions = {}) {
    this.#sql = sql;
    this.#capacity = capacity;
  }

  /** Makes `entities` known as they are at `position`, which is the log's in this transaction. */
  meet(entities: readonly Key[], position: Position): void {
    this.#follow(position);
    const unknown = entities.filter((entity) => !this.#places.has(entity));
    if (unknown.length === 0) return;
    for (const entity of unknown) this.#places.set(entity, 0);
    this.#takeAll(this.#sql.headsOf.all(JSON.stringify(unknown)));
  }

  /** The place of the latest event of an entity that was met; 0 where it has none. */
  placeOf(entity: Key): number {
    return this.#places.get(entity) ?? 0;
  }

  /** The entity has a new event at `place`. */
  move(entity: Key, place: number): void {
    this.#places.delete(entity); // who moved last is forgotten last
    this.#places.set(entity, place);
  }

  /** The log was moved on to `seq` by what was told to `move`. */
  reach(seq: number): void {
    this.#upTo = seq;
    const keptTo = this.#keptTo();
    if (seq - keptTo < placesBetweenHeads) return;
    this.#sql.keepHeads.run(keptTo, seq);
    this.#sql.moveHeads.run(seq);
    this.#shrink();
  }

  forget(): void {
    this.#places.clear();
    this.#upTo = nowhere;
  }

  #follow({ seq, erasedSeq }: Position): void {
    const isNear = erasedSeq === this.#erasedSeq && this.#upTo <= seq && seq - this.#upTo <= mostFollowed;
    if (!isNear) this.#places.clear();
    const after = isNear ? this.#upTo : this.#keptTo();
    if (after < seq) this.#takeAll(this.#sql.placesAfter.all(after));
    this.#upTo = seq;
    this.#erasedSeq = erasedSeq;
  }

  #takeAll(rows: readonly unknown[]): void {
    for (const { entity, seq } of rows as readonly { entity: Key; seq: number }[]) this.move(entity, seq);
  }

  /** The store has all heads: any may go. */
  #shrink(): void {
    for (const entity of this.#places.keys()) {
      if (this.#places.size <= this.#capacity) return;
      this.#places.delete(entity);
    }
  }

  #keptTo(): number {
    return (this.#sql.headsPosition.get() as { seq: number }).seq;
  }
}
