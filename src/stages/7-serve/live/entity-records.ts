import type { Key } from "../../../io/event-log/index.ts";
import { type EntityRecord, newRecord } from "./entity-record.ts";
import type { LiveRow } from "./live-row.ts";

/** The records of the entities that are in memory, in the order in which they were last held. */
export class EntityRecords {
  readonly #records = new Map<Key, EntityRecord>();

  get size(): number {
    return this.#records.size;
  }

  get(entity: Key): EntityRecord | undefined {
    return this.#records.get(entity);
  }

  /** The record of an entity that is worked on, which is here as long as that. */
  held(entity: Key): EntityRecord {
    const record = this.#records.get(entity);
    if (record === undefined) throw new Error("An entity is worked on that nobody holds");
    return record;
  }

  hold({ entity, key }: LiveRow): void {
    const known = this.#records.get(entity);
    if (known?.isHeld === true) return;
    const record = known ?? newRecord(entity, key);
    record.isHeld = true;
    this.#records.delete(entity);
    this.#records.set(entity, record);
  }

  all(): readonly EntityRecord[] {
    return [...this.#records.values()];
  }

  /** Those beyond `capacity` that were not held for longest. */
  excess(capacity: number): readonly EntityRecord[] {
    const excess: EntityRecord[] = [];
    const most = this.#records.size - capacity;
    if (most <= 0) return excess;
    for (const record of this.#records.values()) {
      if (!record.isHeld) excess.push(record);
      if (excess.length >= most) break;
    }
    return excess;
  }

  delete({ entity }: EntityRecord): void {
    this.#records.delete(entity);
  }
}
