/** From the features to the lanes that a reducer keeps: one for each condition and visibility that measures share. */
import type { EventsDefinition, Feature } from "../../core/definition/index.ts";
import {
  type AggregateNode,
  compileRow,
  type ExpressionNode,
  type RowFunction,
  readValue,
  walk,
} from "../../core/expression/index.ts";
import { columnsOfPast } from "./columns-of-past.ts";
import type { LiveEvent } from "./live-event.ts";
import { type Measure, measuresOf } from "./measure.ts";
import { emptyTotals, numberOf, planTotal, type TotalPlan, type TotalsPlan } from "./totals-plan.ts";
import type { Visibility } from "./visibility.ts";

export const treeKinds = ["values", "sum", "min", "max", "firstPlace", "lastPlace"] as const;
export type TreeKind = (typeof treeKinds)[number];

export interface TreePlan {
  readonly kind: TreeKind;
  readonly column: number;
}

export interface LanePlan {
  readonly where: RowFunction | null;
  readonly visibility: Visibility;
  /** The instant from which on an event counts, microseconds; Infinity where it never does. */
  readonly visibleFrom: (event: LiveEvent) => number;
  readonly columns: RowFunction[];
  readonly trees: TreePlan[];
  /** The index in `trees` by kind and column. */
  readonly treeAt: Readonly<Record<TreeKind, number[]>>;
  /** What must be kept behind the horizon: this long a time, and this many events. */
  keepMicros: number;
  keepEvents: number;
  /** The columns whose every value must be remembered. */
  readonly remembered: Set<number>;
  /** Whether it tells what totals cannot; another is asked by windows only, and made when it is. */
  isKept: boolean;
}

/** Where a measure finds its events. */
export interface MeasurePlan {
  readonly measure: Measure;
  readonly lane: number;
  /** The column of its value, −1 where it has none. */
  readonly column: number;
  /** The same for measures that read the same events: those of one lane in one window. */
  readonly reading: number;
  /** Where running totals may tell it without the lane. */
  readonly total: TotalPlan | null;
}

export interface ReducerPlan {
  readonly lanes: readonly LanePlan[];
  readonly totals: TotalsPlan;
  readonly measuresOf: (node: AggregateNode) => readonly MeasurePlan[];
  /** The columns that aggregates read of past events. */
  readonly columns: readonly string[];
}

const treesOfKind: Readonly<Record<Measure["kind"], readonly TreeKind[]>> = {
  count: [],
  lastTime: [],
  values: ["values"],
  sum: ["values", "sum"],
  min: ["min"],
  max: ["max"],
  first: ["firstPlace"],
  last: ["lastPlace"],
  deviation: [],
  distinct: [],
};

function visibleFromOf(visibility: Visibility, { label }: EventsDefinition): LanePlan["visibleFrom"] {
  if (visibility.kind === "lag") return ({ time }) => time + visibility.micros;
  const { knownColumn, maturesAfterMicros } = label;
  return ({ time, known, values }) => {
    const seen = Math.max(time + 1, known);
    if (!visibility.outcome) return seen;
    if (knownColumn === null) return Math.max(seen, time + maturesAfterMicros);
    const labelKnown = readValue(values[knownColumn]);
    return labelKnown === null ? Number.POSITIVE_INFINITY : Math.max(seen, Number(labelKnown));
  };
}

class PlanBuilder {
  readonly lanes: LanePlan[] = [];
  readonly totals = emptyTotals();
  readonly #events: EventsDefinition;
  readonly #laneByKey = new Map<string, number>();
  readonly #columnByKey = new Map<string, number>();
  readonly #readingByKey = new Map<string, number>();

  constructor(events: EventsDefinition) {
    this.#events = events;
  }

  add(measure: Measure): MeasurePlan {
    const lane = this.#lane(measure);
    const plan = this.lanes[lane];
    if (plan === undefined) throw new TypeError("a lane is missing");
    const column = measure.value === null ? -1 : this.#column(lane, plan, measure.value);
    for (const kind of treesOfKind[measure.kind]) {
      plan.treeAt[kind][column] ??= plan.trees.push({ kind, column }) - 1;
    }
    const { window } = measure;
    if (window.kind === "duration") plan.keepMicros = Math.max(plan.keepMicros, window.micros);
    if (window.kind === "last") plan.keepEvents = Math.max(plan.keepEvents, window.events);
    if (window.kind === "all" && measure.kind === "distinct") plan.remembered.add(column);
    const reading = numberOf(this.#readingByKey, [lane, window]);
    const total = planTotal(this.totals, measure, {
      where: plan.where,
      index: lane,
      column,
      read: plan.columns[column],
    });
    plan.isKept ||= total === null;
    return { measure, lane, column, reading, total };
  }

  #lane({ where, visibility }: Measure): number {
    const key = JSON.stringify([where, visibility]);
    const known = this.#laneByKey.get(key);
    if (known !== undefined) return known;
    this.lanes.push({
      where: where === null ? null : compileRow(where),
      visibility,
      visibleFrom: visibleFromOf(visibility, this.#events),
      columns: [],
      trees: [],
      treeAt: { values: [], sum: [], min: [], max: [], firstPlace: [], lastPlace: [] },
      keepMicros: 0,
      keepEvents: 0,
      remembered: new Set(),
      isKept: false,
    });
    this.#laneByKey.set(key, this.lanes.length - 1);
    return this.lanes.length - 1;
  }

  #column(lane: number, plan: LanePlan, value: ExpressionNode): number {
    const key = JSON.stringify([lane, value]);
    const known = this.#columnByKey.get(key);
    if (known !== undefined) return known;
    plan.columns.push(compileRow(value));
    this.#columnByKey.set(key, plan.columns.length - 1);
    return plan.columns.length - 1;
  }
}

/** The lanes of `features`, and where each aggregate finds its measures. */
export function planReducer(features: readonly Feature[], events: EventsDefinition): ReducerPlan {
  const builder = new PlanBuilder(events);
  const { knownColumn } = events.label;
  const plans = new Map<AggregateNode, readonly MeasurePlan[]>();
  for (const { expression } of features) {
    for (const node of walk(expression)) {
      if (node.kind === "aggregate")
        plans.set(
          node,
          measuresOf(node, events).map((measure) => builder.add(measure)),
        );
    }
  }
  return {
    lanes: builder.lanes,
    totals: builder.totals,
    measuresOf: (node) => plans.get(node) ?? [],
    columns: [...new Set([...columnsOfPast(features), ...(knownColumn === null ? [] : [knownColumn])])],
  };
}
