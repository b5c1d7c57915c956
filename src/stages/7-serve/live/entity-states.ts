/**
 * The states of entities under one plan: a cache over the log. An entity is read when it is first met (its snapshot and
 * what came after), follows what is appended here and by other processes, and is forgotten when it was not met for
 * longest. Between `hold` and `release` one batch may move an entity ahead of the log; `forget` takes that back.
 */
import type { Value } from "../../../core/expression/index.ts";
import type { EventLog, Fact, Key, LabelFact, LogRead, Snapshot } from "../../../io/event-log/index.ts";
import type { Event } from "../../1-collect/index.ts";
import { statePlan } from "./cover-entities.ts";
import type { EntityRecord } from "./entity-record.ts";
import { EntityRecords } from "./entity-records.ts";
import { EntityReducer, type EntityReducerOptions } from "./entity-reducer.ts";
import type { LiveModel } from "./live-model.ts";
import type { LiveRow } from "./live-row.ts";

export interface EntityStatesOptions extends EntityReducerOptions {
  readonly log: EventLog;
  /** Entities that are kept in memory. */
  readonly capacity: number;
  /** A snapshot is due after so many facts: no more than these are read when an entity is met again. */
  readonly factsBetweenSnapshots: number;
  /** Nothing is appended by it: what others append is read each time. Not so unless told. */
  readonly follows?: boolean;
}

/** Where more happened elsewhere, everything is read anew as it is asked for. */
const mostFactsFollowed = 20_000;

export class EntityStates {
  /** Names the states in the log's snapshots. */
  readonly plan: string;
  readonly #options: EntityStatesOptions;
  readonly #reducer: EntityReducer;
  readonly #records = new EntityRecords();
  /** Everything up to here is in each state; null before the first read. */
  #seen: number | null = null;
  /** What was read of an entity up to an earlier place is not enough: more happened than could be followed. */
  #lost = 0;
  /** The place of the last entry that was appended here. */
  #appended = 0;

  constructor(options: EntityStatesOptions) {
    this.#options = options;
    this.plan = statePlan(options.model, options.maxLatenessMicros);
    this.#reducer = new EntityReducer(options);
  }

  get model(): LiveModel {
    return this.#options.model;
  }

  get size(): number {
    return this.#records.size;
  }

  /** The place up to which everything is known of the entities that are held and loaded. */
  get seen(): number {
    return this.#seen ?? 0;
  }

  /** Takes the entities of `rows` for one batch, which no other batch may hold. */
  hold(rows: readonly LiveRow[]): void {
    for (const row of rows) this.#records.hold(row);
    for (const record of this.#records.excess(this.#options.capacity)) this.#drop(record);
  }

  /** Reads what is missing of the held entities of `rows`, and what was appended elsewhere. */
  async sync(rows: readonly LiveRow[]): Promise<void> {
    const cold = this.#cold(rows);
    const { follows = false } = this.#options;
    if (follows || cold.size > 0 || this.#seen === null || this.#appended > this.#seen)
      await this.#read(cold);
  }

  /**
   * Whether the held entities of `rows` are as the log has them up to `seen`: where so, they may be decided on before
   * anything else happens; where not, `sync` is to be called again.
   */
  settle(rows: readonly LiveRow[]): boolean {
    if (this.#seen === null || this.#cold(rows).size > 0) return false;
    for (const { entity } of rows) this.#catchUp(this.#records.held(entity));
    return true;
  }

  /** Whether an event or a question of this time comes too late for the entity. */
  isTooLate({ entity, time }: LiveRow): boolean {
    return this.#reducer.isTooLate(this.#records.held(entity), time);
  }

  featuresAt({ entity }: LiveRow, event: Event): Record<string, Value> {
    return this.#reducer.featuresAt(this.#records.held(entity), event);
  }

  /** Moves a held entity ahead of the log by an event that is about to be appended. `now`: epoch milliseconds. */
  observe({ entity, time }: LiveRow, event: Event, now: number): void {
    this.#reducer.observe(this.#records.held(entity), { time, event, receivedAt: now });
  }

  /** The append of what the held entities were moved by: `entities` has how many events of each. */
  commit(
    entities: ReadonlyMap<Key, number>,
    {
      first,
      last,
      labels,
    }: { readonly first: number; readonly last: number; readonly labels: readonly LabelFact[] },
  ): readonly Snapshot[] {
    const isNext = this.#seen !== null && first === this.#seen + 1;
    for (const label of labels) {
      // Where another process wrote meanwhile, a label of others is read with what came before it.
      if (isNext || entities.has(label.entity)) this.#take(label, entities);
    }
    this.#appended = Math.max(this.#appended, last);
    if (isNext) this.#seen = last;
    const due: Snapshot[] = [];
    for (const [entity, events] of entities) {
      const record = this.#records.held(entity);
      record.seq = Math.max(record.seq, last);
      record.facts += events;
      if (record.facts >= this.#options.factsBetweenSnapshots) due.push(this.#reducer.snapshot(record));
    }
    return due;
  }

  /** Gives up entities whose state is not ahead of the log. */
  release(entities: Iterable<Key>): void {
    for (const entity of entities) {
      const record = this.#records.held(entity);
      record.isHeld = false;
      if (record.isStale) this.#drop(record);
      else this.#catchUp(record);
    }
  }

  /** Gives up entities whose state may be ahead of the log, or behind: it is read anew. */
  forget(entities: Iterable<Key>): void {
    for (const entity of entities) {
      const record = this.#records.get(entity);
      if (record !== undefined) this.#drop(record);
    }
  }

  /** Snapshots of the entities that have `least` facts or more since their last one, but for those that are held. */
  snapshots(least: number): readonly Snapshot[] {
    return this.#records
      .all()
      .filter(({ facts, isHeld, isLoaded }) => isLoaded && !isHeld && facts >= least)
      .map((record) => this.#reducer.snapshot(record));
  }

  /** Of which nothing is here, or what is here is behind. */
  #cold(rows: readonly LiveRow[]): Map<Key, EntityRecord> {
    const cold = new Map<Key, EntityRecord>();
    for (const { entity } of rows) {
      const record = this.#records.held(entity);
      if (!record.isLoaded || record.isStale) cold.set(entity, record);
    }
    return cold;
  }

  async #read(cold: ReadonlyMap<Key, EntityRecord>): Promise<void> {
    const after = this.#seen ?? Number.MAX_SAFE_INTEGER;
    const options = { after, cold: [...cold.keys()], plan: this.plan, limit: mostFactsFollowed };
    const { facts, histories, upTo } = await this.#options.log.read(options);
    if (facts === null) this.#lost = Math.max(this.#lost, upTo);
    this.#follow(facts);
    for (const history of histories) {
      const record = cold.get(history.entity);
      if (record !== undefined) this.#load(record, history, upTo);
    }
    this.#seen = Math.max(this.#seen ?? 0, upTo);
  }

  #load(record: EntityRecord, { snapshot, facts }: LogRead["histories"][number], upTo: number): void {
    this.#reducer.restore(record, snapshot);
    for (const fact of facts) this.#reducer.apply(record, fact);
    record.seq = upTo;
    record.facts = facts.length;
    record.isLoaded = true;
    record.isStale = upTo < this.#lost;
  }

  /** Takes what others learned of the entity while a batch held it. */
  #catchUp(record: EntityRecord): void {
    const { later, seq } = record;
    if (later === null) return;
    record.later = null;
    for (const fact of later) {
      if (fact.seq <= seq) continue;
      this.#reducer.apply(record, fact);
      record.seq = fact.seq;
    }
  }

  /** What was appended elsewhere, to the entities that are here. */
  #follow(facts: readonly Fact[] | null): void {
    if (facts === null) {
      for (const record of this.#records.all()) {
        if (!record.isLoaded) continue;
        if (record.isHeld) record.isStale = true;
        else this.#drop(record);
      }
      return;
    }
    const bases = new Map<Key, number>();
    for (const fact of facts) {
      const record = this.#records.get(fact.entity);
      if (record === undefined) continue;
      if (record.isHeld) {
        defer(record, fact);
        continue;
      }
      // An event and its label may have one place.
      const base = bases.get(fact.entity) ?? record.seq;
      bases.set(fact.entity, base);
      if (fact.seq <= base) continue;
      this.#reducer.apply(record, fact);
      record.seq = fact.seq;
    }
  }

  #take(label: LabelFact, own: ReadonlyMap<Key, number>): void {
    const record = this.#records.get(label.entity);
    if (record === undefined || label.seq <= record.seq) return;
    if (record.isHeld && !own.has(label.entity)) {
      defer(record, label);
      return;
    }
    this.#reducer.apply(record, label);
    if (!own.has(label.entity)) record.seq = label.seq;
  }

  #drop(record: EntityRecord): void {
    this.#records.delete(record);
    this.#reducer.forget(record);
  }
}

/** Keeps for later what others learned of an entity while a batch holds it. */
function defer(record: EntityRecord, fact: Fact): void {
  record.later ??= [];
  record.later.push(fact);
}
