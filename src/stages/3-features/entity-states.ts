/** What the reducer keeps of entities. */
import type { Value } from "../../core/expression/index.ts";
import { EventTable } from "./event-table.ts";
import { Lane } from "./lane.ts";
import type { ReducerPlan } from "./lane-plan.ts";
import { isKnownBefore, type LiveEvent } from "./live-event.ts";
import { RunningTotals } from "./running-totals.ts";
import { loadSummary, type StoredSummary, storeSummary } from "./summary.ts";
import { headCells, tableLayout } from "./table-layout.ts";
import type { Span } from "./total-measures.ts";

/** Raise it where a state stored before cannot be read, or is not what the same events make today. */
export const stateVersion = 3;

/** An entity's state as plain JSON. */
export interface StoredEntity {
  readonly version: typeof stateVersion;
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
  /** The running totals of all that was settled at the horizon. */
  readonly totals: readonly (number | null)[];
  /** What lanes folded; null for those that fold nothing. */
  readonly summaries: readonly (StoredSummary | null)[];
}

export interface StatesOptions {
  /** Whether events have a known time of their own. */
  readonly hasKnown: boolean;
  readonly maxLateness: number;
  readonly now: () => number;
}

/** Fewer events than this are kept as they are. */
const leastToFold = 64;

/** What is kept of every entity; `open` tells whose state the other methods mean. */
export class EntityStates {
  readonly #plan: ReducerPlan;
  readonly #options: StatesOptions;
  readonly #table: EventTable;
  readonly #totals: RunningTotals;
  /** By slot and number in the plan. Those that are not kept are made when they are asked, until events are folded. */
  readonly #lanes: ((Lane | undefined)[] | null)[] = [];
  readonly #keepsLanes: boolean;
  #held = new Uint8Array(0);
  #slot = -1;

  constructor(plan: ReducerPlan, options: StatesOptions) {
    const { columns, totals } = plan;
    this.#plan = plan;
    this.#options = options;
    this.#keepsLanes = plan.lanes.some(({ isKept }) => isKept);
    const layout = tableLayout({
      columns,
      hasKnown: options.hasKnown,
      cursors: totals.cursors.length,
      totals: totals.width,
      computed: totals.computed,
    });
    this.#table = new EventTable(layout);
    this.#totals = new RunningTotals(totals, this.#table);
  }

  /** Makes and opens the state of another entity and tells its slot. */
  create(stored: StoredEntity | null = null): number {
    const slot = this.#table.create();
    this.#lanes[slot] = null;
    this.open(slot);
    this.#table.set(headCells.foldAt, leastToFold);
    this.#totals.begin(stored?.totals ?? null);
    if (stored === null) return slot;
    this.#table.set(headCells.latest, stored.latest ?? Number.NEGATIVE_INFINITY);
    this.#table.set(headCells.horizon, stored.horizon ?? Number.NEGATIVE_INFINITY);
    this.#lanes[slot] = this.#plan.lanes.map((plan, index) => {
      const summary = stored.summaries[index] ?? null;
      return summary === null ? undefined : new Lane(plan, loadSummary(summary));
    });
    for (const event of stored.events) this.#totals.enter(this.#table.insert(event), event.values);
    return slot;
  }

  open(slot: number): void {
    this.#slot = slot;
    this.#table.open(slot);
  }

  /** Forgets the state that is open. */
  free(): void {
    this.#lanes[this.#slot] = null;
    this.#table.free();
  }

  /** No event before it is taken, and no row before it is answered. */
  get horizon(): number {
    return this.#table.get(headCells.horizon);
  }

  hasFolded(time: number): boolean {
    return time < this.horizon;
  }

  lane(index: number): Lane {
    const plan = this.#plan.lanes[index];
    if (plan === undefined) throw new TypeError("the plan lacks a lane");
    const lanes = this.#lanes[this.#slot] ?? [];
    const lane = lanes[index] ?? new Lane(plan);
    lanes[index] = lane;
    this.#lanes[this.#slot] = lanes;
    lane.catchUp(this.#table);
    return lane;
  }

  /** Which running totals count for the last question, by the number of their span. */
  get spans(): readonly Span[] {
    return this.#totals.spans;
  }

  /** Tells in `spans` what counts for a row at `t` of which all is known that was known at `now`. */
  find(t: number, now: number): void {
    this.#totals.find(t, now);
  }

  insert(event: LiveEvent): "kept" | "repeated" | "late" {
    const table = this.#table;
    const place = event.id === null ? -1 : table.find(event.id);
    const same = place < 0 ? event : table.eventAt(place);
    if (place >= 0 && !isKnownBefore(event, same)) return "repeated";
    if (Math.min(event.time, same.time) < this.horizon) return "late";
    if (place >= 0) {
      table.remove(place);
      this.#truncate(place);
    }
    const isCaughtUp = table.get(headCells.totalled) === table.length;
    const inserted = table.insert(event);
    this.#totals.enter(inserted, event.values);
    if (isCaughtUp && inserted === table.length - 1) this.#totals.catchUp();
    if (inserted < table.length - 1) this.#truncate(inserted);
    if (table.length >= table.get(headCells.foldAt)) this.#fold();
    return "kept";
  }

  /** Fills in columns of the event `id`, such as a label that came later; false where it is not there any more. */
  amend(id: string | number, values: Readonly<Record<string, Value>>): boolean {
    const place = this.#table.find(id);
    if (place < 0 || this.#table.timeAt(place) < this.horizon) return false;
    this.#table.amend(place, values);
    this.#totals.enter(place, this.#table.eventAt(place).values);
    this.#truncate(place);
    return true;
  }

  store(): StoredEntity {
    this.#moveLatest();
    const [latest, horizon] = [this.#table.get(headCells.latest), this.horizon];
    const { length } = this.#table;
    return {
      version: stateVersion,
      latest: Number.isFinite(latest) ? latest : null,
      horizon: Number.isFinite(horizon) ? horizon : null,
      events: Array.from({ length }, (_, place) => this.#table.eventAt(place)),
      totals: this.#totals.settled(),
      summaries: this.#plan.lanes.map(({ isKept }, index) => {
        const lane = this.#lanes[this.#slot]?.[index];
        return isKept && lane !== undefined ? storeSummary(lane.summary) : null;
      }),
    };
  }

  #truncate(place: number): void {
    for (const lane of this.#lanes[this.#slot] ?? []) lane?.truncate(place);
  }

  /** An event from the future counts as one of now. */
  #moveLatest(): void {
    const last = Math.min(this.#table.get(headCells.lastTime), this.#options.now());
    this.#table.set(headCells.latest, Math.max(this.#table.get(headCells.latest), last));
  }

  /** Folds what can be, and forgets events that neither lanes nor totals need and no repeat can meet. */
  #fold(): void {
    this.#moveLatest();
    const table = this.#table;
    this.#totals.catchUp();
    const horizon = Math.max(this.horizon, table.get(headCells.latest) - this.#options.maxLateness);
    this.#totals.settle(horizon);
    table.set(headCells.horizon, horizon);
    const held = this.#noneHeld();
    const before = table.countBefore(horizon);
    held.fill(1, before, table.length);
    this.#totals.hold(horizon, before, held);
    const kept = this.#keepsLanes
      ? this.#plan.lanes.map(({ isKept }, index) => (isKept ? this.lane(index) : undefined))
      : [];
    for (const lane of kept) {
      lane?.fold(horizon, (place) => table.keyAt(place));
      for (const place of lane?.places ?? []) held[place] = 1;
    }
    const moved = table.retain(held);
    for (const lane of kept) lane?.renumber(moved, table.length);
    this.#lanes[this.#slot] = this.#keepsLanes ? kept : null;
    table.set(headCells.foldAt, Math.max(leastToFold, 2 * table.length));
  }

  /** A 0 for every event of the table, in what the next call clears. */
  #noneHeld(): Uint8Array {
    const { length } = this.#table;
    if (this.#held.length < length) this.#held = new Uint8Array(2 * length);
    return this.#held.fill(0);
  }
}
