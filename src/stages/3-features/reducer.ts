/**
 * Features of one live event at a time, from a state per entity: the same meaning as the compiled SQL, whatever the
 * order in which events arrive.
 */
import type { Definition, Feature } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { compileRow, type EventValues, readValue, type Value } from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import { answerOf, type ComputedFeature } from "./answer.ts";
import { EntityStates, type StoredEntity, stateVersion } from "./entity-states.ts";
import { type MeasurePlan, planReducer, type ReducerPlan } from "./lane-plan.ts";
import { newEvent, readEvent } from "./live-event.ts";
import { liveMeasures, type Reading, readLane } from "./live-measure.ts";
import { emptyMeasure, formulas, plainValue } from "./measure.ts";

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
  /** Replaces the entity's state; INPUT_INVALID, and nothing replaced, where another version stored it. */
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
  /** Whether its entity has a state, which is open then. */
  isKnown: boolean;
  t: number;
  now: number;
}

function entityKey(given: EventValues[string]): EntityKey | null {
  const key = readValue(given);
  return typeof key === "boolean" ? String(key) : key;
}

class FeatureReducer implements Reducer {
  readonly #events: Definition["events"];
  readonly #plan: ReducerPlan;
  readonly #states: EntityStates;
  readonly #slots = new Map<EntityKey, number>();
  /** An entity is mostly asked for and observed in turn: what the last row had, and whether its state is open. */
  #given: EventValues[string] = null;
  #isOpen = false;
  readonly #answer: (row: EventValues) => Record<string, Value>;
  readonly #question: Question = { readings: [], isKnown: false, t: 0, now: 0 };
  readonly #event = newEvent();
  #arrivals = 0;

  constructor({ events, features }: Pick<Definition, "events" | "features">, options: ReducerOptions) {
    const { maxLatenessMicros = sevenDays, now = () => Date.now() * 1_000 } = options;
    this.#events = events;
    this.#plan = planReducer(features, events);
    this.#states = new EntityStates(this.#plan, {
      hasKnown: events.known !== null,
      maxLateness: maxLatenessMicros,
      now,
    });
    this.#answer = answerOf(features.map((feature) => this.#compile(feature)));
  }

  observe(row: EventValues): Observed {
    this.#arrivals += 1;
    if (!readEvent(this.#event, row, this.#arrivals, this.#events)) return "unusable";
    const given = row[this.#events.entity];
    if (!this.#open(given)) {
      const key = entityKey(given);
      if (key === null) return "unusable";
      this.#create(key);
    }
    return this.#states.insert(this.#event);
  }

  featuresAt(row: EventValues, options?: AskOptions): Record<string, Value> {
    const knownNow = options?.knownNow;
    const t = readValue(row[this.#events.time]);
    const isKnown = typeof t === "number" && this.#open(row[this.#events.entity]);
    if (isKnown && this.#states.hasFolded(knownNow === undefined ? t : Math.min(t, knownNow))) {
      throw new AirworthyError(
        "INPUT_INVALID",
        `Cannot tell the features at ${formatMicros(t)}: the entity's past before ${formatMicros(this.#states.horizon)} is folded; wanted a time from then on.`,
      );
    }
    if (this.#question.readings.length > 0) this.#question.readings = [];
    this.#question.isKnown = isKnown;
    this.#question.t = Number(t);
    this.#question.now = knownNow ?? Number(t);
    if (isKnown) this.#states.find(t, knownNow ?? t);
    return this.#answer(row);
  }

  amend(row: EventValues): boolean {
    const id = this.#events.id === null ? null : readValue(row[this.#events.id]);
    if (id === null || typeof id === "boolean") return false;
    const given = this.#plan.columns.filter((column) => row[column] !== undefined);
    const values = Object.fromEntries(given.map((column) => [column, readValue(row[column])]));
    return this.#open(row[this.#events.entity]) && this.#states.amend(id, values);
  }

  stateOf(entity: EntityKey): StoredEntity | null {
    return this.#open(entity) ? this.#states.store() : null;
  }

  load(entity: EntityKey, stored: StoredEntity): void {
    const { version }: { readonly version: number } = stored;
    if (version !== stateVersion) {
      throw new AirworthyError(
        "INPUT_INVALID",
        `Cannot load a state of version ${version}; wanted version ${stateVersion}: observe the entity's events again.`,
      );
    }
    this.forget(entity);
    this.#create(entity, stored);
    this.#arrivals = stored.events.reduce((last, { row }) => Math.max(last, row), this.#arrivals);
  }

  forget(entity: EntityKey): void {
    if (!this.#open(entity)) return;
    this.#states.free();
    this.#slots.delete(entity);
    this.#isOpen = false;
  }

  entities(): Iterable<EntityKey> {
    return this.#slots.keys();
  }

  #create(key: EntityKey, stored?: StoredEntity): void {
    this.#slots.set(key, this.#states.create(stored));
    this.#given = key;
    this.#isOpen = true;
  }

  /** Opens the state of the entity that a row names; false where it has none. */
  #open(given: EventValues[string]): boolean {
    if (given === this.#given) return this.#isOpen;
    const slot = this.#slotOf(given);
    this.#given = given;
    this.#isOpen = slot !== undefined;
    if (slot !== undefined) this.#states.open(slot);
    return this.#isOpen;
  }

  /** What is a key needs not be read to be one. */
  #slotOf(given: EventValues[string]): number | undefined {
    const slot = typeof given === "string" ? this.#slots.get(given) : undefined;
    if (slot !== undefined) return slot;
    const key = entityKey(given);
    return key === null ? undefined : this.#slots.get(key);
  }

  #compile({ name, expression }: Feature): ComputedFeature {
    const compute = compileRow(expression, {
      aggregate: (node) => {
        const measures = this.#plan.measuresOf(node).map((plan) => this.#compileMeasure(plan));
        const { value } = formulas[node.function];
        const [only] = measures;
        const question = this.#question;
        if (only !== undefined && value === plainValue) return only;
        if (only !== undefined && measures.length === 1) return () => value([only()], question.t);
        return () =>
          value(
            measures.map((measure) => measure()),
            question.t,
          );
      },
    });
    return { name, compute };
  }

  #compileMeasure(plan: MeasurePlan): () => Value {
    const question = this.#question;
    const empty = emptyMeasure(plan.measure.kind);
    const span = this.#states.spans[plan.total?.span ?? -1];
    if (plan.total === null || span === undefined) {
      return () => (question.isKnown ? this.#ofLane(plan) : empty);
    }
    const { measure, at } = plan.total;
    return () => {
      if (!question.isKnown) return empty;
      const told = measure(span, at);
      return told === undefined ? this.#ofLane(plan) : told;
    };
  }

  #ofLane({ measure, lane, column, reading }: MeasurePlan): Value {
    const { t, now, readings } = this.#question;
    readings[reading] ??= readLane(this.#states.lane(lane), measure.window, t, now);
    return liveMeasures[measure.kind](readings[reading], column);
  }
}
