/**
 * The event log on one connection to SQLite, called from the thread that may block. It speaks SQL itself: nothing may
 * stand between an append and its prepared statements. Rows go in one by one, which costs half of what one statement
 * over a JSON list of them does (11 and 22 µs an event where it was measured).
 */
import type { DatabaseSync } from "node:sqlite";
import {
  type AppendPlan,
  entitiesOf,
  findExpired,
  findRepeats,
  type Past,
  type Position,
  planAppend,
  type Repeats,
  type Truth,
} from "./decide-append.ts";
import { EntityHeads } from "./entity-heads.ts";
import type {
  Appended,
  AppendOptions,
  EventEntry,
  History,
  Key,
  LabelFact,
  LogEntry,
  Logged,
  LogRead,
  PredictionEntry,
  ReadOptions,
  Snapshot,
} from "./event-log.ts";
import { idsOf } from "./ids-of.ts";
import { effectColumns } from "./log-columns.ts";
import { mergeFacts } from "./merge-facts.ts";
import { prepareStatements, type Statements } from "./sqlite-statements.ts";

export type AppendInput = readonly [entries: readonly LogEntry[], options: AppendOptions];

export class SqliteLog {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #heads: EntityHeads;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepareStatements(database);
    this.#heads = new EntityHeads(this.#sql);
  }

  /** Several appends with one commit: durable together, and each as if it came after the one before it. */
  append(group: readonly AppendInput[]): Appended[] {
    return this.#transaction("IMMEDIATE", () =>
      group.map(([entries, options]) => this.#append(entries, options)),
    );
  }

  read({ after, cold, plan, limit = 100_000 }: ReadOptions): LogRead {
    return this.#transaction("DEFERRED", () => {
      const position = this.#position();
      const { seq: upTo, erasedSeq } = position;
      const facts = after >= upTo ? [] : after < erasedSeq ? null : this.#factsAfter(after, limit);
      if (cold.length > 0) this.#heads.meet(cold, position);
      const histories = cold.map((entity) => this.#history(entity, plan));
      return { upTo, facts, histories };
    });
  }

  saveSnapshots(plan: string, snapshots: readonly Snapshot[]): void {
    this.#transaction("IMMEDIATE", () => {
      for (const { entity, seq, state } of snapshots)
        this.#sql.saveSnapshot.run({ entity, plan, seq, state });
    });
  }

  #append(entries: readonly LogEntry[], options: AppendOptions): Appended {
    const { seen, now } = options;
    const past = this.#past(entries);
    const repeats = findRepeats(entries, past);
    if (repeats !== null) return this.#repeated(repeats);
    const expired = findExpired(entries, past, options);
    if (expired !== null) return { status: "expired", events: expired };
    const entities = entitiesOf(entries);
    this.#heads.meet(entities, past.position);
    if (seen < past.position.seq && this.#isStale(entities, { ...past.position, seen }))
      return { status: "stale" };
    const plan = planAppend(entries, past, { now });
    this.#insert(entries, plan.first, now);
    this.#tie(plan, now);
    const { first, last, labels, outcomes: feedback } = plan;
    if (last >= first) {
      this.#sql.movePosition.run(last);
      this.#heads.reach(last);
    }
    return { status: "appended", first, last, labels, feedback };
  }

  #tie({ feedback, lateEffects }: AppendPlan, now: number): void {
    for (const { seq, entry, fact } of feedback) {
      const { predictionId, eventId, source = "", knownAt = null } = entry;
      const label = fact?.label ?? entry.label;
      const effect = effectColumns(fact);
      this.#sql.addFeedback.run(seq, predictionId, eventId, label, now, ...effect, source, knownAt);
    }
    for (const { feedbackSeq, fact } of lateEffects)
      this.#sql.takeEffect.run(fact.label, ...effectColumns(fact), feedbackSeq);
  }

  /** Writes events and predictions from the place `first` on; the heads follow. */
  #insert(entries: readonly LogEntry[], first: number, now: number): void {
    const { addEvent, addLink, addPrediction } = this.#sql;
    for (const [index, entry] of entries.entries()) {
      const seq = first + index;
      if (entry.kind === "event") {
        const { id, entity, time, body } = entry;
        addEvent.run(seq, id, entity, time, now, body);
        addLink.run(seq, this.#heads.placeOf(entity));
        this.#heads.move(entity, seq);
      } else if (entry.kind === "prediction") {
        const { id, eventId, entity, time, model, version, body } = entry;
        addPrediction.run(seq, id, eventId, entity, time, now, model, version, body);
      }
    }
  }

  #past(entries: readonly LogEntry[]): Past {
    const ids = idsOf(entries);
    const predictions = new Map<string, { eventId: Key | null }>();
    const found = [
      ...lookUp(this.#sql.predictionsById, ids.predictions),
      ...lookUp(this.#sql.predictionsByEvent, ids.events),
    ] as { id: string; event_id: Key | null }[];
    for (const { id, event_id: eventId } of found) {
      predictions.set(id, { eventId });
      ids.predictions.add(id);
      if (eventId !== null) ids.events.add(eventId);
    }
    const events = lookUp(this.#sql.eventsById, ids.events) as { id: Key; entity: Key; time: number }[];
    return {
      position: this.#position(),
      predictions,
      events: new Map(events.map((event) => [event.id, event])),
      feedbackOfPrediction: truths(lookUp(this.#sql.feedbackOfPredictions, ids.predictions)),
      feedbackOfEvent: truths(lookUp(this.#sql.feedbackOfEvents, ids.events)),
      removedTo: this.#removedTo(entries),
    };
  }

  #removedTo(entries: readonly LogEntry[]): Past["removedTo"] {
    const { time } = this.#sql.eventsFrom.get() as { time: number };
    const old = new Set<Key>();
    for (const entry of entries)
      if (entry.kind === "event" && entry.id !== null && entry.time < time) old.add(entry.entity);
    const found = lookUp(this.#sql.removalsOf, old) as { entity: Key; removed_to: number }[];
    return new Map(found.map(({ entity, removed_to: to }) => [entity, to]));
  }

  #repeated({ events, predictions }: Repeats): Appended {
    return {
      status: "repeated",
      events: lookUp(this.#sql.wholeEvents, events) as unknown as Logged<EventEntry>[],
      predictions: lookUp(this.#sql.wholePredictions, predictions) as unknown as Logged<PredictionEntry>[],
    };
  }

  #isStale(entities: readonly Key[], { seen, erasedSeq }: Position & Pick<AppendOptions, "seen">): boolean {
    if (entities.length > 0 && seen < erasedSeq) return true;
    if (entities.some((entity) => this.#heads.placeOf(entity) > seen)) return true;
    return this.#sql.labelledAfter.get({ entities: JSON.stringify(entities), seen }) !== undefined;
  }

  #position(): Position {
    return this.#sql.position.get() as unknown as Position;
  }

  #factsAfter(after: number, limit: number): LogRead["facts"] {
    const events = this.#sql.eventsAfter.all(after, limit + 1) as unknown as Logged<EventEntry>[];
    const labels = this.#sql.labelsAfter.all(after, limit + 1) as unknown as LabelFact[];
    return events.length + labels.length > limit ? null : mergeFacts(events, labels);
  }

  #history(entity: Key, plan: string): History {
    const snapshot = (this.#sql.snapshotOf.get(entity, plan) ?? null) as Snapshot | null;
    const after = snapshot?.seq ?? 0;
    const latest = this.#heads.placeOf(entity);
    const events = this.#sql.eventsOf.all({ entity, latest, after }) as unknown as Logged<EventEntry>[];
    const labels = this.#sql.labelsOf.all(entity, after) as unknown as LabelFact[];
    return { entity, snapshot, facts: mergeFacts(events, labels) };
  }

  #transaction<T>(mode: "IMMEDIATE" | "DEFERRED", work: () => T): T {
    this.#database.exec(`BEGIN ${mode}`);
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (cause) {
      this.#heads.forget();
      throw cause;
    }
  }
}

type Row = Record<string, unknown>;

function lookUp(statement: { all(list: string): Row[] }, ids: Iterable<string>): Row[] {
  const list = [...ids];
  return list.length === 0 ? [] : statement.all(JSON.stringify(list));
}

function truths(rows: readonly Row[]): Map<string, Truth[]> {
  const found = new Map<string, Truth[]>();
  for (const { id, seq, label, source, effective } of rows) {
    const truth = {
      seq: Number(seq),
      label: String(label),
      source: String(source),
      isEffective: effective === 1,
    };
    found.set(String(id), [...(found.get(String(id)) ?? []), truth]);
  }
  return found;
}
