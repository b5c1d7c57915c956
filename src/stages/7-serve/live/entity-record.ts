/** What is held in memory of one entity beside its features' state. */
import type { Fact, Key } from "../../../io/event-log/index.ts";
import type { EntityKey } from "../../3-features/index.ts";

export interface EntityRecord {
  readonly entity: Key;
  readonly key: EntityKey;
  /** Microseconds of the latest event, one from the future counting as one of its arrival; −∞ where there was none. */
  latest: number;
  /** Every fact of the entity up to this place of the log is in the state. */
  seq: number;
  /** Facts since the last snapshot. */
  facts: number;
  isLoaded: boolean;
  /** A batch works on it: what others learn of it waits in `later`. */
  isHeld: boolean;
  later: Fact[] | null;
  /** More happened than was read: it must be read anew. */
  isStale: boolean;
}

export function newRecord(entity: Key, key: EntityKey): EntityRecord {
  return {
    entity,
    key,
    latest: Number.NEGATIVE_INFINITY,
    seq: 0,
    facts: 0,
    isLoaded: false,
    isHeld: false,
    later: null,
    isStale: false,
  };
}
