/** What the reducer keeps of one entity. */
import type { Value } from "../../core/expression/index.ts";
import { EventTable, headCells, type TableLayout } from "./event-table.ts";
import { Lane } from "./lane.ts";
import type { LanePlan } from "./lane-plan.ts";
import { isKnownBefore, type LiveEvent } from "./live-event.ts";
import type { RunningTotals } from "./running-totals.ts";
import { loadSummary, type StoredSummary, storeSummary } from "./summary.ts";

/** An entity's state as plain JSON. */
export interface StoredEntity {
  readonly version: 2;
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

/** What the states of one reducer share. */
export interface StateShare {
  readonly lanes: readonly LanePlan[];
  readonly totals: RunningTotals;
  readonly layout: TableLayout;
  readonly maxLateness: number;
  readonly now: () => number;
}

/** Fewer events than this are kept as they are. */
const leastToFold = 64;

export class EntityState {
  readonly #share: StateShare;
  readonly #table: EventTable;
  /** By their number in the plan. Those that are not kept are made when they are asked, until events are folded. */
  #lanes: (Lane | undefined)[] | null = null;
  #foldAt = leastToFold;

  constructor(share: StateShare, stored: StoredEntity | null = null) {
    this.#share = share;
    this.#table = new EventTable(share.layout);
    share.totals.begin(this.#table, stored?.totals ?? null);
    if (stored === null) return;
    this.#setHead("latest", stored.latest ?? Number.NEGATIVE_INFINITY);
    this.#setHead("horizon", stored.horizon ?? Number.NEGATIVE_INFINITY);
    this.#lanes = share.lanes.map((plan, index) => {
      const summary = stored.summaries[index] ?? null;
      return summary === null ? undefined : new Lane(plan, loadSummary(summary));
    });
    for (const event of stored.events) this.#table.insert(event);
  }

  /** No event before it is taken, and no row before it is answered. */
  get horizon(): number {
    return this.#table.rows[headCells.horizon] ?? Number.NEGATIVE_INFINITY;
  }

  get lastRow(): number {
    return this.#all().reduce((last, { row }) => Math.max(last, row), 0);
  }

  lane(index: number): Lane {
    this.#lanes ??= [];
    const plan = this.#share.lanes[index];
    if (plan === undefined) throw new TypeError("an entity lacks a lane");
    const lane = this.#lanes[index] ?? new Lane(plan);
    this.#lanes[index] = lane;
    lane.catchUp(this.#table);
    return lane;
  }

  /** The events, with their running totals. */
  table(): EventTable {
    if (this.#table.totalled < this.#table.length) this.#share.totals.catchUp(this.#table);
    return this.#table;
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
    const inserted = table.insert(event);
    if (inserted === table.totalled) this.#share.totals.append(table, event);
    if (inserted < table.length - 1) this.#truncate(inserted);
    if (table.length >= this.#foldAt) this.#fold();
    return "kept";
  }

  /** Fills in columns of the event `id`, such as a label that came later; false where it is not there any more. */
  amend(id: string | number, values: Readonly<Record<string, Value>>): boolean {
    const place = this.#table.find(id);
    if (place < 0 || this.#table.timeAt(place) < this.horizon) return false;
    this.#table.amend(place, values);
    this.#truncate(place);
    return true;
  }

  store(): StoredEntity {
    this.#moveLatest();
    const latest = this.#table.rows[headCells.latest] ?? Number.NEGATIVE_INFINITY;
    return {
      version: 2,
      latest: Number.isFinite(latest) ? latest : null,
      horizon: Number.isFinite(this.horizon) ? this.horizon : null,
      events: this.#all(),
      totals: this.#share.totals.settled(this.table()),
      summaries: this.#share.lanes.map(({ isKept }, index) => {
        const lane = this.#lanes?.[index];
        return isKept && lane !== undefined ? storeSummary(lane.summary) : null;
      }),
    };
  }

  #setHead(cell: keyof typeof headCells, value: number): void {
    this.#table.rows[headCells[cell]] = value;
  }

  #truncate(place: number): void {
    for (const lane of this.#lanes ?? []) lane?.truncate(place);
  }

  /** An event from the future counts as one of now. */
  #moveLatest(): void {
    const { rows, length } = this.#table;
    if (length === 0) return;
    const last = Math.min(this.#table.timeAt(length - 1), this.#share.now());
    this.#setHead("latest", Math.max(rows[headCells.latest] ?? last, last));
  }

  /** Folds what can be, and forgets events that neither lanes nor totals need and no repeat can meet. */
  #fold(): void {
    this.#moveLatest();
    const table = this.table();
    const { lanes, totals, maxLateness } = this.#share;
    this.#setHead("horizon", Math.max(this.horizon, (table.rows[headCells.latest] ?? 0) - maxLateness));
    const held = new Uint8Array(table.length);
    totals.hold(table, this.horizon, held);
    const kept = lanes.map(({ isKept }, index) => (isKept ? this.lane(index) : undefined));
    for (const lane of kept) {
      lane?.fold(this.horizon, (place) => table.keyAt(place));
      for (const place of lane?.places ?? []) held[place] = 1;
    }
    const moved = table.retain(held, this.horizon);
    for (const lane of kept) lane?.renumber(moved, table.length);
    this.#lanes = kept;
    this.#foldAt = Math.max(leastToFold, 2 * table.length);
  }

  #all(): StoredEntity["events"] {
    return Array.from({ length: this.#table.length }, (_, place) => this.#table.eventAt(place));
  }
}
