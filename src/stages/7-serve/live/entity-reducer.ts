/** Moves the state of one entity at a time: by facts of the log, and by events that are about to be appended. */
import type { Value } from "../../../core/expression/index.ts";
import type { Fact, LabelFact, Snapshot } from "../../../io/event-log/index.ts";
import type { Event } from "../../1-collect/index.ts";
import { type Reducer, reducer, type StoredEntity } from "../../3-features/live.ts";
import { keyOfColumn } from "./entity-key.ts";
import type { EntityRecord } from "./entity-record.ts";
import { isTooLate, latestOf, stateLatenessMicros } from "./lateness.ts";
import type { LiveModel } from "./live-model.ts";
import { completed, labelColumns, rowOfFact } from "./read-fact.ts";

export interface EntityReducerOptions {
  readonly model: LiveModel;
  readonly maxLatenessMicros: number;
}

/** A clean event that moves a state. */
export interface Move {
  /** Event time, epoch microseconds. */
  readonly time: number;
  readonly event: Event;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

interface StoredState {
  readonly latest: number | null;
  readonly state: StoredEntity | null;
}

export class EntityReducer {
  readonly #options: EntityReducerOptions;
  readonly #reducer: Reducer;
  /** The latest event of the entity it works on. */
  #clock = Number.NEGATIVE_INFINITY;

  constructor(options: EntityReducerOptions) {
    const { model, maxLatenessMicros } = options;
    this.#options = options;
    this.#reducer = reducer(model.serving.definition, {
      maxLatenessMicros: stateLatenessMicros(model, maxLatenessMicros),
      now: () => this.#clock,
    });
  }

  isTooLate({ latest }: EntityRecord, time: number): boolean {
    return isTooLate(time, latest, this.#options.maxLatenessMicros);
  }

  featuresAt({ latest }: EntityRecord, event: Event): Record<string, Value> {
    this.#clock = latest;
    return this.#reducer.featuresAt(event);
  }

  observe(record: EntityRecord, { time, event, receivedAt }: Move): void {
    record.latest = latestOf(record.latest, time, receivedAt);
    this.#clock = record.latest;
    this.#reducer.observe(event);
  }

  /** Takes the next fact of the entity. */
  apply(record: EntityRecord, fact: Fact): void {
    record.facts += 1;
    if (fact.kind === "label") {
      this.#amend(record, fact);
      return;
    }
    const { model } = this.#options;
    const { time, receivedAt } = fact;
    if (this.isTooLate(record, time)) return;
    const row = rowOfFact(fact, model);
    if (row === null) record.latest = latestOf(record.latest, time, receivedAt);
    else this.observe(record, { time, event: completed(row.event, receivedAt, model), receivedAt });
  }

  /** Puts the entity where `snapshot` had it; to its beginning where there is none. */
  restore(record: EntityRecord, snapshot: Snapshot | null): void {
    const stored = snapshot === null ? null : (JSON.parse(snapshot.state) as StoredState);
    this.#reducer.forget(record.key);
    record.latest = stored?.latest ?? Number.NEGATIVE_INFINITY;
    this.#clock = record.latest;
    if (stored !== null && stored.state !== null) this.#reducer.load(record.key, stored.state);
  }

  snapshot(record: EntityRecord): Snapshot {
    record.facts = 0;
    this.#clock = record.latest;
    const latest = Number.isFinite(record.latest) ? record.latest : null;
    const stored: StoredState = { latest, state: this.#reducer.stateOf(record.key) };
    return { entity: record.entity, seq: record.seq, state: JSON.stringify(stored) };
  }

  forget({ key }: EntityRecord): void {
    this.#reducer.forget(key);
  }

  #amend(record: EntityRecord, fact: LabelFact): void {
    const { model, maxLatenessMicros } = this.#options;
    if (!model.readsOutcomes) return;
    if (isTooLate(fact.time, record.latest, stateLatenessMicros(model, maxLatenessMicros))) return;
    const columns = labelColumns(fact, model);
    if (columns === null) return;
    const { id, entity } = model.serving.definition.events;
    if (id === null) return;
    this.#reducer.amend({
      [entity]: record.key,
      [id]: keyOfColumn(fact.eventId, id, model),
      ...columns,
    });
  }
}
