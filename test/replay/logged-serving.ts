/**
 * Serving in its plainest form, to fill a log: every answer is made of a state built anew from what the log then has of
 * the entity. It shares the rules, the reducer and the log with the product, and none of what keeps serving fast.
 */

import type { Definition } from "../../src/core/definition/index.ts";
import { isWithdrawn, withdrawnLabel } from "../../src/core/withdrawn-label.ts";
import type { EventLog, Fact, LogEntry } from "../../src/io/event-log/index.ts";
import { type Event, parseEvent } from "../../src/stages/1-collect/index.ts";
import { cleanEvent } from "../../src/stages/2-clean/index.ts";
import { type Reducer, reducer } from "../../src/stages/3-features/index.ts";
import { servingDefinition } from "../../src/stages/7-serve/serving-definition.ts";

type Raw = Readonly<Record<string, unknown>>;

export interface ServingOptions {
  readonly definition: Definition;
  readonly version: number;
  readonly maxLatenessMicros: number;
}

export interface Asked {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The id of the prediction; null where none is wanted. */
  readonly predict: string | null;
  readonly record: boolean;
}

export class LoggedServing {
  readonly #log: EventLog;
  readonly #options: ServingOptions;
  readonly #serving: ReturnType<typeof servingDefinition>;

  constructor(log: EventLog, options: ServingOptions) {
    this.#log = log;
    this.#options = options;
    this.#serving = servingDefinition({ definition: options.definition, cleaning: [] }, new Set());
  }

  /** Whether the row was taken: it fits the rules and did not come too late. */
  async take(text: string, { now, predict, record }: Asked): Promise<boolean> {
    const { definition, version, maxLatenessMicros } = this.#options;
    const { id, entity, time } = definition.events;
    const event = this.#read(JSON.parse(text), now);
    if (event === null) return false;
    const key = String(event[entity]);
    const [at, eventId] = [Number(event[time]), id === null ? null : String(event[id])];
    const { histories, upTo } = await this.#log.read({
      after: Number.MAX_SAFE_INTEGER,
      cold: [key],
      plan: "none",
    });
    const { state, latest } = this.#stateOf(histories[0]?.facts ?? []);
    if (at < latest - maxLatenessMicros) return false;
    const row = this.#completed(event, now);
    const features = state.featuresAt(row);
    const inputs = Object.fromEntries(
      definition.inputs.map(({ name, origin }) => [
        name,
        (origin === "feature" ? features : row)[name] ?? null,
      ]),
    );
    const answer = JSON.stringify({ prediction_id: predict });
    const body = `{"max_lateness_us":${maxLatenessMicros},"raw":${text},"inputs":${JSON.stringify(inputs)},"answer":${answer}}`;
    const common = { entity: key, time: at };
    const entries: LogEntry[] = [
      ...(predict === null
        ? []
        : [
            {
              kind: "prediction" as const,
              id: predict,
              eventId,
              ...common,
              model: definition.name,
              version,
              body,
            },
          ]),
      ...(record ? [{ kind: "event" as const, id: eventId, ...common, body: text }] : []),
    ];
    const { status } = await this.#log.append(entries, { seen: upTo, now });
    return status === "appended";
  }

  /** Undefined takes the label back. */
  async label(eventId: string, label: unknown, now: number): Promise<void> {
    const text = label === undefined ? withdrawnLabel : JSON.stringify(label);
    const entry = { kind: "feedback" as const, predictionId: null, eventId, label: text };
    await this.#log.append([entry], { seen: 0, now });
  }

  #read(raw: Raw, now: number): Event | null {
    const { definition, outcomes } = this.#serving;
    const cleaned = cleanEvent(definition, outcomes, parseEvent(definition, raw), {
      now,
      outcomesKnown: false,
    });
    return "event" in cleaned ? cleaned.event : null;
  }

  #completed(event: Event, receivedAt: number): Event {
    const { known, label } = this.#options.definition.events;
    const arrivals = [known, label.knownColumn].filter((name) => name !== null && event[name] === null);
    return { ...event, ...Object.fromEntries(arrivals.map((name) => [name, receivedAt * 1_000])) };
  }

  #stateOf(facts: readonly Fact[]): { readonly state: Reducer; readonly latest: number } {
    const { definition, maxLatenessMicros } = this.#options;
    const { id, entity, label } = definition.events;
    const readsOutcomes = /"column":"(bought|paid|label_at)"/.test(JSON.stringify(definition.features));
    const state = reducer(definition, { maxLatenessMicros: Number.POSITIVE_INFINITY });
    let latest = Number.NEGATIVE_INFINITY;
    for (const fact of facts) {
      if (fact.kind === "event") {
        if (fact.time < latest - maxLatenessMicros) continue;
        latest = Math.max(latest, Math.min(fact.time, fact.receivedAt * 1_000));
        const event = this.#read(JSON.parse(fact.body), fact.receivedAt);
        if (event !== null) state.observe(this.#completed(event, fact.receivedAt));
        continue;
      }
      const isTakenBack = isWithdrawn(fact.label);
      const told = JSON.parse(fact.label) as { readonly holds?: unknown } | boolean | string;
      const value = isTakenBack && typeof told === "object" ? told.holds : told;
      const tooLate = fact.time < latest - maxLatenessMicros - label.maturesAfterMicros;
      if (!readsOutcomes || tooLate || id === null) continue;
      if (typeof value !== "boolean" && !(isTakenBack && value === null)) continue;
      const known = label.knownColumn === null ? {} : { [label.knownColumn]: fact.receivedAt * 1_000 };
      state.amend({ [entity]: fact.entity, [id]: fact.eventId, [label.column]: value, ...known });
    }
    return { state, latest };
  }
}
