/** The events of one entity that satisfy one condition, in order, with totals over any range of them. */
import type { Value } from "../../core/expression/index.ts";
import type { EventTable } from "./event-table.ts";
import type { LanePlan, TreeKind } from "./lane-plan.ts";
import { compareEvents, type EventKey, type LiveEvent } from "./live-event.ts";
import { type Combine, RangeTree } from "./range-tree.ts";
import { countPlaces, lastPlaces, type Runs } from "./runs.ts";
import { emptySummary, foldValue, type LaneSummary } from "./summary.ts";

interface TreeRow {
  readonly combine: Combine;
  readonly identity: number;
  /** What the event at `place` enters. */
  enter(value: Value, place: number): number;
}

const add: Combine = (left, right) => left + right;
const least: Combine = (left, right) => (left < right ? left : right);
const greatest: Combine = (left, right) => (left > right ? left : right);
const [none, all] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

const treeTable: Readonly<Record<TreeKind, TreeRow>> = {
  values: { combine: add, identity: 0, enter: (value) => (value === null ? 0 : 1) },
  sum: { combine: add, identity: 0, enter: (value) => (value === null ? 0 : Number(value)) },
  min: { combine: least, identity: all, enter: (value) => (value === null ? all : Number(value)) },
  max: { combine: greatest, identity: none, enter: (value) => (value === null ? none : Number(value)) },
  firstPlace: { combine: least, identity: all, enter: (value, place) => (value === null ? all : place) },
  lastPlace: { combine: greatest, identity: none, enter: (value, place) => (value === null ? none : place) },
};

function newTree(row: TreeRow): RangeTree {
  return new RangeTree(row.combine, row.identity);
}

interface LaneTree {
  readonly row: TreeRow;
  readonly column: number;
  /** Null for `values` as long as no value is missing: then the places are their own count. */
  tree: RangeTree | null;
}

/** How far behind the last answer a place is looked for one by one. */
const nearby = 8;

export class Lane {
  readonly plan: LanePlan;
  /** The places of its events in the entity's table. */
  readonly places: number[] = [];
  readonly times: number[] = [];
  readonly columns: Value[][];
  summary: LaneSummary;
  /** How many events of the table it has looked at. */
  #taken = 0;
  readonly #trees: readonly LaneTree[];
  /** Where events become visible at times of their own. */
  readonly #visible: number[] | null;
  readonly #latest = new RangeTree(greatest, none);
  /** How many events the trees have taken: they take the others when they are asked. */
  #entered = 0;
  /** The last answer of `countBefore`: questions mostly move on with time. */
  #near = 0;

  constructor(plan: LanePlan, summary: LaneSummary = emptySummary(plan.columns.length)) {
    this.plan = plan;
    this.summary = summary;
    this.columns = plan.columns.map(() => []);
    this.#visible = plan.visibility.kind === "known" ? [] : null;
    this.#trees = plan.trees.map(({ kind, column }) => ({
      row: treeTable[kind],
      column,
      tree: kind === "values" ? null : newTree(treeTable[kind]),
    }));
  }

  /** Looks at the events of the entity's table that came since it last did. */
  catchUp(table: EventTable): void {
    for (; this.#taken < table.length; this.#taken += 1)
      this.#append(this.#taken, table.eventAt(this.#taken));
  }

  #append(place: number, event: LiveEvent): void {
    const { where } = this.plan;
    if (this.hasFolded(event) || (where !== null && where(event.values) !== true)) return;
    const visible = this.#visible === null ? 0 : this.plan.visibleFrom(event);
    if (visible === all) return;
    this.places.push(place);
    this.times.push(event.time);
    for (let index = 0; index < this.columns.length; index += 1) {
      this.columns[index]?.push(this.plan.columns[index]?.(event.values) ?? null);
    }
    if (this.#visible === null) return;
    this.#visible.push(visible);
    this.#latest.push(visible);
  }

  /** Forgets the events from `place` of the entity's table on. */
  truncate(place: number): void {
    if (place >= this.#taken) return;
    this.#taken = place;
    let kept = this.places.length;
    while (kept > 0 && (this.places[kept - 1] ?? 0) >= place) kept -= 1;
    this.#near = 0;
    this.places.length = kept;
    this.times.length = kept;
    for (const column of this.columns) column.length = kept;
    for (const { tree } of this.#trees) tree?.truncate(Math.min(kept, this.#entered));
    this.#entered = Math.min(kept, this.#entered);
    if (this.#visible !== null) this.#visible.length = kept;
    this.#latest.truncate(kept);
  }

  /** Folds events behind `horizon` that no later row needs one by one into the summary. */
  fold(horizon: number, keyAt: (place: number) => EventKey): void {
    const folded = this.#foldable(horizon);
    if (folded < 1) return;
    this.summary.events += folded;
    this.summary.through = keyAt(this.places[folded - 1] ?? 0);
    for (const [index, column] of this.summary.columns.entries()) {
      const remembers = this.plan.remembered.has(index);
      for (const value of this.columns[index]?.slice(0, folded) ?? []) foldValue(column, value, remembers);
    }
    for (const list of [this.places, this.times, this.#visible ?? [], ...this.columns])
      list.splice(0, folded);
    this.#clearTrees();
  }

  /** Follows the events of the entity's table, all of which it has looked at, to their new places. */
  renumber(moved: Int32Array, length: number): void {
    this.#taken = length;
    for (let at = 0; at < this.places.length; at += 1) this.places[at] = moved[this.places[at] ?? 0] ?? 0;
  }

  #foldable(horizon: number): number {
    const { keepMicros, keepEvents, visibility } = this.plan;
    const seenBefore = visibility.kind === "lag" ? horizon - visibility.micros + 1 : horizon;
    const seen = this.runs(0, this.countBefore(seenBefore), horizon);
    const needed = keepEvents === 0 ? this.times.length : (lastPlaces(seen, keepEvents)[0] ?? 0);
    const hidden = this.#visible?.findIndex((visible) => visible > horizon) ?? -1;
    return Math.min(
      this.countBefore(Math.min(seenBefore, horizon - keepMicros)),
      needed,
      hidden < 0 ? this.times.length : hidden,
    );
  }

  /** How many events happened before `time`. */
  countBefore(time: number): number {
    const { times } = this;
    let [low, high] = [0, times.length];
    if (high === 0 || (times[high - 1] ?? all) < time) return high;
    const near = this.#near;
    if (near === 0 || (times[near - 1] ?? all) < time) {
      for (low = near; low < near + nearby; low += 1) {
        if ((times[low] ?? all) >= time) {
          this.#near = low;
          return low;
        }
      }
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? all) < time) low = middle + 1;
      else high = middle;
    }
    this.#near = low;
    return low;
  }

  /** The events of [from, to) that are visible at `now`, as runs: from, to, from, to, … */
  runs(from: number, to: number, now: number): number[] {
    if (this.#visible === null) return from < to ? [from, to] : [];
    const runs: number[] = [];
    this.#collect(from, to, now, runs);
    return runs;
  }

  #collect(from: number, to: number, now: number, runs: number[]): void {
    if (from >= to) return;
    if (this.#latest.total(from, to) <= now) {
      if (runs.at(-1) === from) runs[runs.length - 1] = to;
      else runs.push(from, to);
      return;
    }
    if (to - from === 1) return;
    const middle = (from + to) >> 1;
    this.#collect(from, middle, now, runs);
    this.#collect(middle, to, now, runs);
  }

  /** The total of one tree over `runs`; the tree's identity where they are empty. */
  total(kind: TreeKind, column: number, runs: Runs): number {
    const found = this.#trees[this.plan.treeAt[kind][column] ?? -1];
    if (found === undefined) throw new TypeError(`a lane lacks its tree of ${kind}`);
    for (; this.#entered < this.times.length; this.#entered += 1) this.#enter(this.#entered);
    const { tree, row } = found;
    if (tree === null) return countPlaces(runs);
    if (runs.length === 2) return tree.total(runs[0] ?? 0, runs[1] ?? 0);
    let total = row.identity;
    for (let at = 0; at < runs.length; at += 2) {
      total = row.combine(total, tree.total(runs[at] ?? 0, runs[at + 1] ?? 0));
    }
    return total;
  }

  /** Whether `event` is part of the summary. */
  hasFolded(event: EventKey): boolean {
    const { through } = this.summary;
    return through !== null && compareEvents(event, through) <= 0;
  }

  /** Puts the value at the place `at` into the trees. */
  #enter(at: number): void {
    for (let index = 0; index < this.#trees.length; index += 1) {
      const entry = this.#trees[index];
      if (entry === undefined) continue;
      const value = this.columns[entry.column]?.[at] ?? null;
      if (entry.tree === null && value === null) entry.tree = this.#valuesBefore(at);
      entry.tree?.push(entry.row.enter(value, at));
    }
  }

  #valuesBefore(place: number): RangeTree {
    const tree = newTree(treeTable.values);
    for (let at = 0; at < place; at += 1) tree.push(1);
    return tree;
  }

  #clearTrees(): void {
    this.#near = 0;
    for (const entry of this.#trees) {
      entry.tree = entry.row === treeTable.values ? null : newTree(entry.row);
    }
    this.#entered = 0;
    this.#latest.truncate(0);
    for (const visible of this.#visible ?? []) this.#latest.push(visible);
  }
}
