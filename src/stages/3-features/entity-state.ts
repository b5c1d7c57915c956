/** What the reducer keeps of one entity. */
import type { Value } from "../../core/expression/index.ts";
import { Lane } from "./lane.ts";
import type { LanePlan } from "./lane-plan.ts";
import { isKnownBefore, type LiveEvent } from "./live-event.ts";
import { loadSummary, type StoredSummary, storeSummary } from "./summary.ts";

/** An entity's state as plain JSON. */
export interface StoredEntity {
  readonly version: 1;
  /** Microseconds of the latest event; null where there was none. */
  readonly latest: number | null;
  /** Microseconds before which events are folded; null where none is. */
  readonly horizon: number | null;
  readonly events: readonly {
    readonly time: number;
    readonly id: string | number | null;
    readonly row: number;
    readonly known: number;
    readonly values: Readonly<Record<string, Value>>;
  }[];
  readonly summaries: readonly StoredSummary[];
}

/** Fewer events than this are kept as they are. */
const leastToFold = 64;

export class EntityState {
  readonly #lanes: readonly Lane[];
  readonly #maxLateness: number;
  readonly #byId = new Map<string | number, LiveEvent>();
  readonly #withoutId = new Set<LiveEvent>();
  #latest: number;
  #horizon: number;
  #foldAt = leastToFold;

  constructor(plans: readonly LanePlan[], maxLateness: number, stored?: StoredEntity) {
    this.#maxLateness = maxLateness;
    this.#latest = stored?.latest ?? Number.NEGATIVE_INFINITY;
    this.#horizon = stored?.horizon ?? Number.NEGATIVE_INFINITY;
    this.#lanes = plans.map((plan, index) => {
      const summary = stored?.summaries[index];
      return summary === undefined ? new Lane(plan) : new Lane(plan, loadSummary(summary));
    });
    for (const event of stored?.events ?? []) this.#keep(event);
  }

  /** No event before it is taken, and no row before it is answered. */
  get horizon(): number {
    return this.#horizon;
  }

  get lastRow(): number {
    return this.#all().reduce((last, { row }) => Math.max(last, row), 0);
  }

  lane(index: number): Lane {
    const lane = this.#lanes[index];
    if (lane === undefined) throw new TypeError("an entity lacks a lane");
    return lane;
  }

  insert(event: LiveEvent, now: () => number): "kept" | "repeated" | "late" {
    const same = event.id === null ? undefined : this.#byId.get(event.id);
    if (same !== undefined && !isKnownBefore(event, same)) return "repeated";
    if (Math.min(event.time, same?.time ?? event.time) < this.#horizon) return "late";
    if (same !== undefined) this.#drop(same);
    this.#keep(event);
    if (event.time > this.#latest) this.#latest = Math.max(this.#latest, Math.min(event.time, now()));
    if (this.#byId.size + this.#withoutId.size >= this.#foldAt) this.#fold();
    return "kept";
  }

  /** Fills in columns of the event `id`, such as a label that came later; false where it is not there any more. */
  amend(id: string | number, values: Readonly<Record<string, Value>>): boolean {
    const event = this.#byId.get(id);
    if (event === undefined || event.time < this.#horizon) return false;
    this.#drop(event);
    this.#keep({ ...event, values: { ...event.values, ...values } });
    return true;
  }

  store(): StoredEntity {
    return {
      version: 1,
      latest: Number.isFinite(this.#latest) ? this.#latest : null,
      horizon: Number.isFinite(this.#horizon) ? this.#horizon : null,
      events: this.#all(),
      summaries: this.#lanes.map(({ summary }) => storeSummary(summary)),
    };
  }

  #keep(event: LiveEvent): void {
    if (event.id === null) this.#withoutId.add(event);
    else this.#byId.set(event.id, event);
    for (const lane of this.#lanes) lane.insert(event);
  }

  #drop(event: LiveEvent): void {
    this.#forget(event);
    for (const lane of this.#lanes) lane.remove(event);
  }

  /** Folds what can be, and forgets events that no lane holds and no repeat can meet. */
  #fold(): void {
    this.#horizon = Math.max(this.#horizon, this.#latest - this.#maxLateness);
    for (const lane of this.#lanes) lane.fold(this.#horizon);
    for (const event of this.#all()) {
      if (event.time >= this.#horizon || this.#lanes.some((lane) => lane.holds(event))) continue;
      this.#forget(event);
    }
    this.#foldAt = Math.max(leastToFold, 2 * (this.#byId.size + this.#withoutId.size));
  }

  #forget(event: LiveEvent): void {
    if (event.id === null) this.#withoutId.delete(event);
    else this.#byId.delete(event.id);
  }

  #all(): LiveEvent[] {
    return [...this.#byId.values(), ...this.#withoutId];
  }
}
