/**
 * Features of one live event at a time, from a state per entity: the same meaning as the compiled SQL, whatever the
 * order in which events arrive.
 */
import type { Definition, Feature } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import {
  compileRow,
  type EventValues,
  type RowFunction,
  readValue,
  type Value,
} from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import { EntityState, type StateShare, type StoredEntity } from "./entity-state.ts";
import { type EventTable, tableLayout } from "./event-table.ts";
import { type MeasurePlan, planReducer, type ReducerPlan } from "./lane-plan.ts";
import { readEvent } from "./live-event.ts";
import { liveMeasures, type Reading, readLane } from "./live-measure.ts";
import { emptyMeasure, formulas } from "./measure.ts";
import { RunningTotals, type Span, type TotalPlan } from "./running-totals.ts";

export interface ReducerOptions {
  /**
   * How much earlier than the entity's latest event another may still arrive or ask, in microseconds; seven days
   * unless told. Behind it events are folded to what windows still need. Infinity keeps everything.
   */
  readonly maxLatenessMicros?: number;
  /** Epoch microseconds; an event from the future does not move the horizon beyond it. */
  readonly now?: () => number;
}

/** kept; repeated: the event's id was there and this copy was not known earlier; late: beyond `maxLatenessMicros`;
 * unusable: it lacks its entity or its time, or is never known. */
export type Observed = "kept" | "repeated" | "late" | "unusable";

export interface AskOptions {
  /** What was known at this instant counts, microseconds; the row's own time unless told. */
  readonly knownNow?: number;
}

export type EntityKey = string | number;

export interface Reducer {
  /** Takes an event into its entity's state. Timestamps are microseconds; `_aw_row` orders events without id. */
  observe(event: EventValues): Observed;
  /** The features of `row` by name, from events strictly before its time; INPUT_INVALID before the horizon. */
  featuresAt(row: EventValues, options?: AskOptions): Record<string, Value>;
  /**
   * Fills in columns of an event observed before, such as its label, by its entity and id; false where the event is
   * not there (any more) or the definition has no event id.
   */
  amend(row: EventValues): boolean;
  /** The entity's state as plain JSON, null where there is none. */
  stateOf(entity: EntityKey): StoredEntity | null;
  /** Replaces the entity's state. */
  load(entity: EntityKey, state: StoredEntity): void;
  forget(entity: EntityKey): void;
  entities(): Iterable<EntityKey>;
}

const sevenDays = 7 * 86_400_000_000;

/** An empty reducer for the features of `definition`. */
export function reducer(
  definition: Pick<Definition, "events" | "features">,
  options: ReducerOptions = {},
): Reducer {
  return new FeatureReducer(definition, options);
}

/** What a question is about while it is answered. */
interface Question {
  /** What was read of the state already, by the plan's number. */
  readings: Reading[];
  /** Which events count, by the plan's number; those of this question bear its number. */
  readonly spans: (Span & { question: number })[];
  number: number;
  state: EntityState | undefined;
  t: number;
  now: number;
}

class FeatureReducer implements Reducer {
  readonly #events: Definition["events"];
  readonly #plan: ReducerPlan;
  readonly #states = new Map<EntityKey, EntityState>();
  readonly #features: readonly { readonly name: string; readonly compute: RowFunction }[];
  readonly #totals: RunningTotals;
  readonly #share: StateShare;
  readonly #question: Question = { readings: [], spans: [], number: 0, state: undefined, t: 0, now: 0 };
  #arrivals = 0;

  constructor({ events, features }: Pick<Definition, "events" | "features">, options: ReducerOptions) {
    const { maxLatenessMicros = sevenDays, now = () => Date.now() * 1_000 } = options;
    this.#events = events;
    this.#plan = planReducer(features, events);
    const { lanes, totals, spans, columns } = this.#plan;
    this.#totals = new RunningTotals(totals);
    this.#share = {
      lanes,
      totals: this.#totals,
      layout: tableLayout(columns, { cursors: 2 * spans, totals: totals.width }),
      maxLateness: maxLatenessMicros,
      now,
    };
    this.#features = features.map((feature) => this.#compile(feature));
  }

  observe(row: EventValues): Observed {
    this.#arrivals += 1;
    const event = readEvent(row, this.#arrivals, this.#events);
    const key = this.#keyOf(row);
    if (event === null || key === null) return "unusable";
    return this.#stateFor(key).insert(event);
  }

  featuresAt(row: EventValues, { knownNow }: AskOptions = {}): Record<string, Value> {
    const t = readValue(row[this.#events.time]);
    const key = this.#keyOf(row);
    const state = key === null || typeof t !== "number" ? undefined : this.#states.get(key);
    if (state !== undefined && Math.min(Number(t), knownNow ?? Number(t)) < state.horizon) {
      throw new AirworthyError(
        "INPUT_INVALID",
        `Cannot tell the features at ${formatMicros(Number(t))}: the entity's past before ${formatMicros(state.horizon)} is folded; wanted a time from then on.`,
      );
    }
    if (this.#question.readings.length > 0) this.#question.readings = [];
    this.#question.number += 1;
    this.#question.state = state;
    this.#question.t = Number(t);
    this.#question.now = knownNow ?? Number(t);
    const result: Record<string, Value> = {};
    for (const { name, compute } of this.#features) result[name] = compute(row);
    return result;
  }

  amend(row: EventValues): boolean {
    const key = this.#keyOf(row);
    const id = this.#events.id === null ? null : readValue(row[this.#events.id]);
    if (key === null || id === null || typeof id === "boolean") return false;
    const given = this.#plan.columns.filter((column) => row[column] !== undefined);
    const values = Object.fromEntries(given.map((column) => [column, readValue(row[column])]));
    return this.#states.get(key)?.amend(id, values) ?? false;
  }

  stateOf(entity: EntityKey): StoredEntity | null {
    return this.#states.get(entity)?.store() ?? null;
  }

  load(entity: EntityKey, stored: StoredEntity): void {
    const state = new EntityState(this.#share, stored);
    this.#arrivals = Math.max(this.#arrivals, state.lastRow);
    this.#states.set(entity, state);
  }

  forget(entity: EntityKey): void {
    this.#states.delete(entity);
  }

  entities(): Iterable<EntityKey> {
    return this.#states.keys();
  }

  #keyOf(row: EventValues): EntityKey | null {
    const key = readValue(row[this.#events.entity]);
    return typeof key === "boolean" ? String(key) : key;
  }

  #stateFor(key: EntityKey): EntityState {
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const made = new EntityState(this.#share);
    this.#states.set(key, made);
    return made;
  }

  #compile({ name, expression }: Feature): { name: string; compute: RowFunction } {
    const compute = compileRow(expression, {
      aggregate: (node) => {
        const plans = this.#plan.measuresOf(node);
        const { value } = formulas[node.function];
        const measured: Value[] = plans.map(() => null);
        return () => {
          for (let at = 0; at < plans.length; at += 1) {
            const plan = plans[at];
            if (plan !== undefined) measured[at] = this.#measure(plan);
          }
          return value(measured, this.#question.t);
        };
      },
    });
    return { name, compute };
  }

  #measure({ measure, lane, column, reading, total }: MeasurePlan): Value {
    const { state, t, now, readings } = this.#question;
    if (state === undefined) return emptyMeasure(measure.kind);
    if (total !== null) {
      const table = state.table();
      const told = total.measure(table.rows, this.#span(table, total), total.at);
      if (told !== undefined) return told;
    }
    readings[reading] ??= readLane(state.lane(lane), measure.window, t, now);
    return liveMeasures[measure.kind](readings[reading], column);
  }

  #span(table: EventTable, plan: TotalPlan): Span {
    const { spans, number, t, now } = this.#question;
    const span = spans[plan.span] ?? { from: 0, to: 0, start: 0, question: 0 };
    spans[plan.span] = span;
    if (span.question !== number) this.#totals.find(table, span, plan, t, now);
    span.question = number;
    return span;
  }
}
