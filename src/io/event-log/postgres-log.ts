/** The event log on one connection to PostgreSQL, inside a transaction that its caller began. */
import type { PoolClient } from "pg";
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
import type {
  Appended,
  AppendOptions,
  EventEntry,
  Fact,
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
import { statements } from "./postgres-statements.ts";

export class PostgresLog {
  readonly #client: PoolClient;
  #position: Position;

  /** `position` is that of the log in this transaction. */
  constructor(client: PoolClient, position: Position) {
    this.#client = client;
    this.#position = position;
  }

  async append(entries: readonly LogEntry[], options: AppendOptions): Promise<Appended> {
    const { seen, now } = options;
    const past = await this.#past(entries);
    const repeats = findRepeats(entries, past);
    if (repeats !== null) return await this.#repeated(repeats);
    const expired = findExpired(entries, past, options);
    if (expired !== null) return { status: "expired", events: expired };
    if (seen < past.position.seq && (await this.#isStale(entries, seen))) return { status: "stale" };
    const plan = planAppend(entries, past, { now });
    const { first, last, labels, outcomes: feedback } = plan;
    if (last >= first) await this.#all("write", [last, now, ...columnsOf(entries, plan)]);
    this.#position = { ...past.position, seq: last };
    return { status: "appended", first, last, labels, feedback };
  }

  async read({ after, cold, plan, limit = 100_000 }: ReadOptions): Promise<LogRead> {
    const { seq: upTo, erasedSeq } = this.#position;
    const facts = after >= upTo ? [] : after < erasedSeq ? null : await this.#factsAfter(after, limit);
    return { upTo, facts, histories: cold.length === 0 ? [] : await this.#histories(cold, plan) };
  }

  async #past(entries: readonly LogEntry[]): Promise<Past> {
    const ids = idsOf(entries);
    const maps = {
      events: new Map(),
      predictions: new Map(),
      ofEvent: new Map<string, Truth[]>(),
      ofPrediction: new Map<string, Truth[]>(),
      removedTo: new Map<Key, number>(),
    };
    const isNamed = ids.events.size + ids.predictions.size > 0;
    const named = entries.filter((entry) => entry.kind === "event").filter(({ id }) => id !== null);
    const [who, when] = [named.map(({ entity }) => entity), named.map(({ time }) => time)];
    const asked = [[...ids.predictions], [...ids.events], who, when];
    const rows = isNamed ? await this.#all<PastRow>("past", asked) : [];
    for (const { kind, id, value, number, effective, source } of rows) {
      if (kind === "event") maps.events.set(id, { entity: value, time: number });
      else if (kind === "prediction") maps.predictions.set(id, { eventId: value });
      else if (kind === "removal") maps.removedTo.set(id, number ?? 0);
      else {
        const map = kind === "feedback of event" ? maps.ofEvent : maps.ofPrediction;
        const truth = { seq: number ?? 0, label: value ?? "", source, isEffective: effective };
        map.set(id, [...(map.get(id) ?? []), truth]);
      }
    }
    const { ofEvent: feedbackOfEvent, ofPrediction: feedbackOfPrediction, ...found } = maps;
    return { position: this.#position, ...found, feedbackOfEvent, feedbackOfPrediction };
  }

  async #repeated({ events, predictions }: Repeats): Promise<Appended> {
    return {
      status: "repeated",
      events: await this.#all<Logged<EventEntry>>("wholeEvents", [events]),
      predictions: await this.#all<Logged<PredictionEntry>>("wholePredictions", [predictions]),
    };
  }

  async #isStale(entries: readonly LogEntry[], seen: number): Promise<boolean> {
    const entities = entitiesOf(entries);
    if (entities.length > 0 && seen < this.#position.erasedSeq) return true;
    return (await this.#all("changedAfter", [entities, seen])).length > 0;
  }

  async #factsAfter(after: number, limit: number): Promise<readonly Fact[] | null> {
    const events = await this.#all<Logged<EventEntry>>("eventsAfter", [after, limit + 1]);
    const labels = await this.#all<LabelFact>("labelsAfter", [after, limit + 1]);
    return events.length + labels.length > limit ? null : mergeFacts(events, labels);
  }

  async #histories(cold: readonly Key[], plan: string): Promise<History[]> {
    const snapshots = await this.#all<Snapshot>("snapshots", [cold, plan]);
    const snapshotOf = new Map(snapshots.map((snapshot) => [snapshot.entity, snapshot]));
    const events = await this.#all<Placed<Logged<EventEntry>>>("eventsOf", [cold, plan]);
    const labels = await this.#all<Placed<LabelFact>>("labelsOf", [cold, plan]);
    const eventsOf = Map.groupBy(events, ({ place }) => place);
    const labelsOf = Map.groupBy(labels, ({ place }) => place);
    return cold.map((entity, index) => ({
      entity,
      snapshot: snapshotOf.get(entity) ?? null,
      facts: mergeFacts(withoutPlace(eventsOf.get(index + 1)), withoutPlace(labelsOf.get(index + 1))),
    }));
  }

  async #all<T>(name: keyof typeof statements, values: unknown[]): Promise<T[]> {
    const text = statements[name];
    return (await this.#client.query({ name: `airworthy-${name}`, text, values })).rows as T[];
  }
}

interface PastRow {
  readonly kind: "prediction" | "event" | "removal" | "feedback of event" | "feedback of prediction";
  /** The entity of a removal. */
  readonly id: string;
  /** The prediction's event, the event's entity, the feedback's label. */
  readonly value: string | null;
  /** The event's time, up to when events of the entity were removed, the feedback's place. */
  readonly number: number | null;
  readonly effective: boolean;
  readonly source: string;
}

/** With the number of the entity that it belongs to, from 1. */
type Placed<T> = T & { readonly place: number };

function withoutPlace<T extends Fact>(rows: readonly Placed<T>[] = []): T[] {
  return rows.map(({ place: _, ...fact }) => fact as unknown as T);
}

/** The arrays of the statement `write`: the new rows' columns, table after table. */
function columnsOf(entries: readonly LogEntry[], { first, feedback, lateEffects }: AppendPlan): unknown[][] {
  const placed = entries.map((entry, index) => ({ ...entry, seq: first + index }));
  const events = placed.filter((entry) => entry.kind === "event");
  const predictions = placed.filter((entry) => entry.kind === "prediction");
  return [
    ...transpose(events, ({ seq, id, entity, time, body }) => [seq, id, entity, time, body], 5),
    ...transpose(
      predictions,
      (entry) => [
        entry.seq,
        entry.id,
        entry.eventId,
        entry.entity,
        entry.time,
        entry.model,
        entry.version,
        entry.body,
      ],
      8,
    ),
    ...transpose(
      feedback,
      ({ seq, entry, fact }) => [
        seq,
        entry.predictionId,
        entry.eventId,
        fact?.label ?? entry.label,
        ...effectColumns(fact),
        entry.source ?? "",
        entry.knownAt ?? null,
      ],
      10,
    ),
    ...transpose(
      lateEffects,
      ({ feedbackSeq, fact }) => [feedbackSeq, fact.label, ...effectColumns(fact)],
      6,
    ),
  ];
}

function transpose<T>(
  rows: readonly T[],
  columns: (row: T) => readonly unknown[],
  width: number,
): unknown[][] {
  const lists: unknown[][] = Array.from({ length: width }, () => []);
  for (const row of rows) for (const [index, value] of columns(row).entries()) lists[index]?.push(value);
  return lists;
}
