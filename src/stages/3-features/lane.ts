/** The events of one entity that satisfy one condition, in order, with totals over any range of them. */
import type { Value } from "../../core/expression/index.ts";
import type { LanePlan, TreeKind } from "./lane-plan.ts";
import { compareEvents, type LiveEvent } from "./live-event.ts";
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

interface LaneTree {
  readonly row: TreeRow;
  readonly column: number;
  /** Null for `values` as long as no value is missing: then the places are their own count. */
  tree: RangeTree | null;
}

export class Lane {
  readonly plan: LanePlan;
  readonly times: number[] = [];
  readonly columns: Value[][];
  summary: LaneSummary;
  readonly #events: LiveEvent[] = [];
  readonly #trees: readonly LaneTree[];
  /** Where events become visible at times of their own. */
  readonly #visible: number[] | null;
  readonly #latest = new RangeTree(greatest, none);

  constructor(plan: LanePlan, summary: LaneSummary = emptySummary(plan.columns.length)) {
    this.plan = plan;
    this.summary = summary;
    this.columns = plan.columns.map(() => []);
    this.#visible = plan.visibility.kind === "known" ? [] : null;
    this.#trees = plan.trees.map(({ kind, column }) => {
      const row = treeTable[kind];
      return { row, column, tree: kind === "values" ? null : new RangeTree(row.combine, row.identity) };
    });
  }

  insert(event: LiveEvent): void {
    if (!this.#belongs(event)) return;
    const place = this.#placeOf(event);
    const last = place === this.#events.length;
    if (last) this.#events.push(event);
    else this.#events.splice(place, 0, event);
    this.#rebuild(place);
  }

  remove(event: LiveEvent): void {
    const place = this.#placeOf(event);
    if (this.#events[place] !== event) return;
    this.#events.splice(place, 1);
    this.#rebuild(place);
  }

  /** Folds events behind `horizon` that no later row needs one by one into the summary. */
  fold(horizon: number): void {
    const { keepMicros, keepEvents, visibility } = this.plan;
    const seenBefore = visibility.kind === "lag" ? horizon - visibility.micros + 1 : horizon;
    const seen = this.runs(0, this.countBefore(seenBefore), horizon);
    const needed = keepEvents === 0 ? this.times.length : (lastPlaces(seen, keepEvents)[0] ?? 0);
    const hidden = this.#visible?.findIndex((visible) => visible > horizon) ?? -1;
    const folded = Math.min(
      this.countBefore(Math.min(seenBefore, horizon - keepMicros)),
      needed,
      hidden < 0 ? this.times.length : hidden,
    );
    if (folded < 1) return;
    for (let place = 0; place < folded; place += 1) this.#fold(place);
    this.#events.splice(0, folded);
    this.#rebuild(0);
  }

  /** Whether `event` stands here, not folded. */
  holds(event: LiveEvent): boolean {
    return this.#events[this.#placeOf(event)] === event;
  }

  #fold(place: number): void {
    this.summary.events += 1;
    const { time = 0, id = null, row = 0 } = this.#events[place] ?? {};
    this.summary.through = { time, id, row };
    for (const [index, column] of this.summary.columns.entries()) {
      foldValue(column, this.columns[index]?.[place] ?? null, this.plan.remembered.has(index));
    }
  }

  /** How many events happened before `time`. */
  countBefore(time: number): number {
    let [low, high] = [0, this.times.length];
    if (high > 0 && (this.times[high - 1] ?? all) < time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? all) < time) low = middle + 1;
      else high = middle;
    }
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
    const { tree, row } = found;
    if (tree === null) return countPlaces(runs);
    let total = row.identity;
    for (let at = 0; at < runs.length; at += 2) {
      total = row.combine(total, tree.total(runs[at] ?? 0, runs[at + 1] ?? 0));
    }
    return total;
  }

  /** Whether `event` can ever count here and is not folded already. */
  #belongs(event: LiveEvent): boolean {
    const { where } = this.plan;
    const { through } = this.summary;
    if (through !== null && compareEvents(event, through) <= 0) return false;
    return this.plan.visibleFrom(event) < all && (where === null || where(event.values) === true);
  }

  /** The index of `event`, or where it would stand. */
  #placeOf(event: LiveEvent): number {
    let [low, high] = [0, this.#events.length];
    const last = this.#events[high - 1];
    if (last !== undefined && compareEvents(last, event) < 0) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#events[middle];
      if (other !== undefined && compareEvents(other, event) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Brings everything from `place` on in line with the events. */
  #rebuild(place: number): void {
    if (place < this.times.length) {
      this.times.length = place;
      for (const column of this.columns) column.length = place;
      for (const { tree } of this.#trees) tree?.truncate(place);
      if (this.#visible !== null) this.#visible.length = place;
      this.#latest.truncate(place);
    }
    for (let at = place; at < this.#events.length; at += 1) {
      const event = this.#events[at];
      if (event !== undefined) this.#append(event, at);
    }
  }

  #append(event: LiveEvent, place: number): void {
    this.times.push(event.time);
    for (const [index, read] of this.plan.columns.entries()) this.columns[index]?.push(read(event.values));
    for (const entry of this.#trees) {
      const value = this.columns[entry.column]?.[place] ?? null;
      if (entry.tree === null && value === null) entry.tree = this.#valuesBefore(place);
      entry.tree?.push(entry.row.enter(value, place));
    }
    if (this.#visible === null) return;
    const visible = this.plan.visibleFrom(event);
    this.#visible.push(visible);
    this.#latest.push(visible);
  }

  #valuesBefore(place: number): RangeTree {
    const tree = new RangeTree(add, 0);
    for (let at = 0; at < place; at += 1) tree.push(1);
    return tree;
  }
}
