/** What an answer of the log was made of: its own inputs, not computed again, and the past that it could see. */
import type { Definition, FeatureType } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { type Value, walk } from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import { isWithdrawn } from "../../core/withdrawn-label.ts";
import type { EventEntry, Logged, PredictionEntry } from "../../io/event-log/index.ts";
import {
  countEventsBehind,
  eventsBehind,
  findPrediction,
  labelHistory,
  labelPages,
  removalsOf,
  type Store,
} from "../../io/store/index.ts";
import { columnsOfPast } from "../3-features/live.ts";
import type { LoadedPackage } from "../6-package/index.ts";
import {
  completed,
  type LiveModel,
  labelColumns,
  liveModel,
  readLiveRow,
  readPredictionRecord,
  rowOfFact,
} from "./live/index.ts";
import { type Trace, traceOf } from "./trace-of.ts";

export interface LoggedTrace {
  readonly prediction: {
    readonly id: string;
    readonly eventId: string | null;
    /** When the server had it, ISO 8601. */
    readonly receivedAt: string;
    /** What the caller was told. */
    readonly answer: Readonly<Record<string, unknown>>;
    /** Whether the model says the same today; probabilities and values to 1e-5 of their size. */
    readonly isReproduced: boolean;
  };
  /** Personal values are "(hidden)". */
  readonly trace: Trace;
  readonly past: LoggedPast;
  /** What was reported, the newest first; it replaced the one after it. */
  readonly labels: readonly {
    /** Null where the source took back what it had said. */
    readonly label: unknown;
    readonly isWithdrawn: boolean;
    readonly receivedAt: string;
    /** Who said it; "" where it has no name. */
    readonly source: string;
  }[];
}

export interface LoggedPast {
  /** Events of the entity that were in the log before the prediction and happened before it. */
  readonly events: number;
  /** Events that happened before it (ISO 8601) were removed by age; null where none was. */
  readonly removedTo: string | null;
  /** The columns that features read of past events. */
  readonly columns: readonly string[];
  /** The latest ones, the newest first. */
  readonly latest: readonly PastEvent[];
}

export interface PastEvent {
  readonly eventId: string | null;
  readonly time: string;
  readonly receivedAt: string;
  /** Null where the version's rules refuse the event, so that no feature saw it. */
  readonly values: Readonly<Record<string, Value>> | null;
}

export interface TraceLoggedInput {
  readonly store: Store;
  readonly id: string;
  /** Inputs of the model that are to be otherwise than they were; missing is null. None unless told. */
  readonly changed?: Readonly<Record<string, Value>>;
  readonly packageOf: (version: {
    readonly model: string;
    readonly version: number;
  }) => Promise<LoadedPackage>;
}

const shownEvents = 10;
const hidden = "(hidden)";

/**
 * Traces the prediction `id`; NOT_FOUND where the log has none, INPUT_INVALID where a changed input is none of the
 * model's or does not fit, and what `packageOf` throws.
 */
export async function traceLogged(input: TraceLoggedInput): Promise<LoggedTrace> {
  const { store, id, packageOf, changed = {} } = input;
  const prediction = await findPrediction(store, id);
  if (prediction === null)
    throw new AirworthyError("NOT_FOUND", `There is no prediction '${id.slice(0, 80)}' in the log.`);
  const loaded = await packageOf(prediction);
  const model = liveModel(loaded.manifest);
  const { raw, inputs, answer } = readPredictionRecord(prediction.body);
  const read = readLiveRow(raw, { model, now: prediction.receivedAt, isLogged: true });
  if ("faults" in read)
    throw new AirworthyError(
      "PACKAGE_INVALID",
      `Version ${prediction.version} of '${prediction.model}' refuses the row that it answered: ${read.faults.map(({ rule }) => rule).join("; ")}.`,
    );
  const event = completed(read.event, prediction.receivedAt, model);
  checkChanged(changed, loaded.manifest.definition);
  const given = new Set(Object.keys(changed));
  const trace = await traceOf(loaded, { row: raw, event, inputs: { ...inputs, ...changed }, given });
  return {
    prediction: {
      id,
      eventId: prediction.eventId,
      receivedAt: isoOf(prediction.receivedAt),
      answer,
      isReproduced: isSame(answer, trace),
    },
    trace: withoutPersonal(trace, model),
    past: await pastOf(store, prediction, model),
    labels: (await labelHistory(store, id)).map(({ label, receivedAt, source }) => ({
      label: isWithdrawn(label) ? null : (JSON.parse(label) as unknown),
      isWithdrawn: isWithdrawn(label),
      receivedAt: isoOf(receivedAt),
      source,
    })),
  };
}

const fits: Readonly<Record<FeatureType, (value: Value) => boolean>> = {
  number: (value) => typeof value === "number" && Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  text: (value) => typeof value === "string",
};

function checkChanged(changed: Readonly<Record<string, Value>>, { inputs }: Definition): void {
  for (const [name, value] of Object.entries(changed)) {
    const input = inputs.find((one) => one.name === name);
    if (input === undefined)
      throw new AirworthyError("INPUT_INVALID", `The model has no input '${name.slice(0, 80)}'.`);
    if (value === null || fits[input.type](value)) continue;
    throw new AirworthyError(
      "INPUT_INVALID",
      `The input '${name}' does not fit: wanted a ${input.type} or null.`,
    );
  }
}

function isSame(answer: Readonly<Record<string, unknown>>, { decision }: Trace): boolean {
  return (
    close(answer.prediction, decision.prediction) && close(answer.probability ?? null, decision.probability)
  );
}

function close(logged: unknown, found: unknown): boolean {
  if (typeof logged !== "number" || typeof found !== "number") return logged === found;
  return Math.abs(logged - found) <= 1e-5 * Math.max(1e-3, Math.abs(logged), Math.abs(found));
}

function withoutPersonal(trace: Trace, { serving }: LiveModel): Trace {
  const { columns } = serving.definition.events;
  const { id } = serving.definition.events;
  const isPersonal = (name: string) => columns[name]?.pii === true;
  const shown = (value: Value) => (value === null ? null : hidden);
  const raw = trace.raw.map((one) => (one.pii ? { ...one, value: shown(one.value) } : one));
  const readsPersonal = new Set(
    serving.definition.features
      .filter(({ expression }) =>
        [...walk(expression)].some((node) => node.kind === "column" && isPersonal(node.column)),
      )
      .map(({ name }) => name),
  );
  const inputs = trace.inputs.map((one) =>
    isPersonal(one.name) || readsPersonal.has(one.name) ? { ...one, value: shown(one.value) } : one,
  );
  const decision = id !== null && isPersonal(id) ? { ...trace.decision, event: hidden } : trace.decision;
  return { ...trace, raw, inputs, decision };
}

async function pastOf(
  store: Store,
  { entity, seq, time }: Logged<PredictionEntry>,
  model: LiveModel,
): Promise<LoggedPast> {
  const behind = { entity, beforeSeq: seq, beforeTime: time };
  const columns = columnsOfPast(model.serving.definition.features);
  const latest = await eventsBehind(store, { ...behind, limit: shownEvents });
  const labels = await labelsBefore(store, { entity, seq }, model);
  const removedTo = (await removalsOf(store, [entity])).get(entity);
  return {
    events: await countEventsBehind(store, behind),
    removedTo: removedTo === undefined ? null : formatMicros(removedTo),
    columns,
    latest: latest.map((logged) => pastEvent(logged, { columns, labels, model })),
  };
}

type Values = Readonly<Record<string, Value>>;

/** What labels that were known before the place `seq` fill in, by event. */
async function labelsBefore(
  store: Store,
  { entity, seq }: Pick<Logged<PredictionEntry>, "entity" | "seq">,
  model: LiveModel,
): Promise<ReadonlyMap<string, Values>> {
  const found = new Map<string, { readonly seq: number; readonly values: Values }>();
  for await (const page of labelPages(store, [entity], { upTo: seq - 1 })) {
    for (const fact of page) {
      const values = labelColumns(fact, model);
      const before = found.get(fact.eventId)?.seq ?? 0;
      if (values !== null && fact.seq >= before) found.set(fact.eventId, { seq: fact.seq, values });
    }
  }
  return new Map([...found].map(([eventId, { values }]) => [eventId, values]));
}

interface PastOptions {
  readonly columns: readonly string[];
  readonly labels: ReadonlyMap<string, Values>;
  readonly model: LiveModel;
}

function pastEvent(logged: Logged<EventEntry>, { columns, labels, model }: PastOptions): PastEvent {
  const { columns: declared } = model.serving.definition.events;
  const row = rowOfFact(logged, model);
  const values = { ...row?.event, ...labels.get(logged.id ?? "") };
  const shown = (name: string, value: Value): Value => {
    if (value === null) return null;
    if (declared[name]?.pii === true) return hidden;
    return declared[name]?.kind === "timestamp" ? formatMicros(Number(value)) : value;
  };
  return {
    eventId: logged.id,
    time: formatMicros(logged.time),
    receivedAt: isoOf(logged.receivedAt),
    values:
      row === null
        ? null
        : Object.fromEntries(columns.map((name) => [name, shown(name, values[name] ?? null)])),
  };
}

function isoOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
