/** What the reducer keeps of one entity. */
import type { Value } from "../../core/expression/index.ts";
import { EventTable } from "./event-table.ts";
import { Lane } from "./lane.ts";
import type { ReducerPlan } from "./lane-plan.ts";
import { isKnownBefore, type LiveEvent } from "./live-event.ts";
import { RunningTotals } from "./running-totals.ts";
import { type LaneSummary, loadSummary, type StoredSummary, storeSummary } from "./summary.ts";

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
  readonly #table: EventTable;
  readonly #totals: RunningTotals;
  readonly #lanes: readonly Lane[];
  /** How many events of the table the lanes have taken: they take the others when they are asked. */
  #taken = 0;
  readonly #maxLateness: number;
  #latest: number;
  #horizon: number;
  #foldAt = leastToFold;

  constructor({ lanes, totals, columns }: ReducerPlan, maxLateness: number, stored?: StoredEntity) {
    this.#maxLateness = maxLateness;
    this.#latest = stored?.latest ?? Number.NEGATIVE_INFINITY;
    this.#horizon = stored?.horizon ?? Number.NEGATIVE_INFINITY;
    this.#table = new EventTable(columns, totals.width);
    this.#totals = new RunningTotals(totals, this.#table);
    this.#lanes = lanes.map((plan, index) => {
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
    this.#catchUp();
    const lane = this.#lanes[index];
    if (lane === undefined) throw new TypeError("an entity lacks a lane");
    return lane;
  }

  /** What the lane folded away. */
  summary(index: number): LaneSummary | null {
    return this.#lanes[index]?.summary ?? null;
  }

  totals(): RunningTotals {
    for (let at = this.#totals.length; at < this.#table.length; at += 1) {
      this.#total(this.#table.eventAt(at));
    }
    return this.#totals;
  }

  insert(event: LiveEvent, now: () => number): "kept" | "repeated" | "late" {
    const place = event.id === null ? -1 : this.#table.find(event.id);
    const same = place < 0 ? event : this.#table.eventAt(place);
    if (place >= 0 && !isKnownBefore(event, same)) return "repeated";
    if (Math.min(event.time, same.time) < this.#horizon) return "late";
    if (place >= 0) {
      this.#table.remove(place);
      this.#rebuild(place);
    }
    this.#keep(event);
    if (this.#table.length >= this.#foldAt) this.#fold(now);
    return "kept";
  }

  /** Fills in columns of the event `id`, such as a label that came later; false where it is not there any more. */
  amend(id: string | number, values: Readonly<Record<string, Value>>): boolean {
    const place = this.#table.find(id);
    if (place < 0 || this.#table.timeAt(place) < this.#horizon) return false;
    this.#table.amend(place, values);
    this.#rebuild(place);
    return true;
  }

  store(now: () => number): StoredEntity {
    this.#moveLatest(now);
    return {
      version: 1,
      latest: Number.isFinite(this.#latest) ? this.#latest : null,
      horizon: Number.isFinite(this.#horizon) ? this.#horizon : null,
      events: this.#all(),
      summaries: this.#lanes.map(({ summary }) => storeSummary(summary)),
    };
  }

  #keep(event: LiveEvent): void {
    const place = this.#table.insert(event);
    if (place < this.#table.length - 1) this.#rebuild(place);
    else if (place === this.#totals.length) this.#total(event);
  }

  #total(event: LiveEvent): void {
    const isRecent = event.time >= this.#horizon;
    this.#totals.append(event, isRecent ? null : (lane) => this.#lanes[lane]?.hasFolded(event) === true);
  }

  /** Lets totals and lanes take the events from `place` on anew. */
  #rebuild(place: number): void {
    this.#totals.truncate(Math.max(0, place - 1));
    if (place >= this.#taken) return;
    for (const lane of this.#lanes) lane.truncate(place);
    this.#taken = place;
  }

  #catchUp(): void {
    for (; this.#taken < this.#table.length; this.#taken += 1) {
      const event = this.#table.eventAt(this.#taken);
      for (const lane of this.#lanes) lane.append(this.#taken, event);
    }
  }

  /** An event from the future counts as one of now. */
  #moveLatest(now: () => number): void {
    const { length } = this.#table;
    if (length > 0) this.#latest = Math.max(this.#latest, Math.min(this.#table.timeAt(length - 1), now()));
  }

  /** Folds what can be, and forgets events that no lane holds and no repeat can meet. */
  #fold(now: () => number): void {
    this.#moveLatest(now);
    this.#horizon = Math.max(this.#horizon, this.#latest - this.#maxLateness);
    this.#catchUp();
    for (const lane of this.#lanes) lane.fold(this.#horizon, (place) => this.#table.keyAt(place));
    const held = new Uint8Array(this.#table.length);
    for (const { places } of this.#lanes) for (const place of places) held[place] = 1;
    const moved = this.#table.retain(held, this.#horizon);
    for (const lane of this.#lanes) lane.renumber(moved);
    this.#taken = this.#table.length;
    this.#totals.truncate(0);
    this.#foldAt = Math.max(leastToFold, 2 * this.#table.length);
  }

  #all(): StoredEntity["events"] {
    return Array.from({ length: this.#table.length }, (_, place) => this.#table.eventAt(place));
  }
}
