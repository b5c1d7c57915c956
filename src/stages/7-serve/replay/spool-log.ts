/**
 * What a replay reads of the log, as Parquet files: the predictions, then the events and labels of their entities. What
 * they mean is for the engine to find out.
 */
import type { EventEntry, Logged, PredictionEntry } from "../../../io/event-log/index.ts";
import {
  eventPages,
  type LoggedLabel,
  labelPages,
  predictionPages,
  type Store,
} from "../../../io/store/index.ts";
import { plainJson, type SpoolContext, spoolLines } from "../logged/index.ts";

export interface SpoolInput {
  readonly store: Store;
  /** Epoch milliseconds; null: all. */
  readonly since: number | null;
  /** The place in the log behind which nothing is read. */
  readonly upTo: number;
  readonly directory: string;
}

/** FROM items. */
export interface SpooledLog {
  /** seq, id, entity, received_at (epoch ms), model, version, raw JSON, inputs JSON, max_lateness_us. */
  readonly predictions: string;
  /** seq, id, entity, time (epoch µs), received_at, raw JSON. */
  readonly events: string;
  /** place (unique), seq, entity, event_id, received_at, label JSON. */
  readonly labels: string;
}

/** Writes the three files under `directory`. */
export async function spoolLog(input: SpoolInput, context: SpoolContext): Promise<SpooledLog> {
  const { store, directory, ...span } = input;
  const predictions = await spoolLines(tables.predictions, predictionPages(store, span), {
    directory,
    ...context,
  });
  const entities = await context.engine.all(`SELECT DISTINCT entity FROM ${predictions} ORDER BY entity`);
  const keys = entities.map(({ entity }) => String(entity));
  const inChunks = <T>(pages: (chunk: readonly string[]) => AsyncIterable<readonly T[]>) =>
    ofChunks(keys, pages);
  const events = inChunks((chunk) => eventPages(store, chunk, input));
  const labels = inChunks((chunk) => labelPages(store, chunk, input));
  return {
    predictions,
    events: await spoolLines(tables.events, events, { directory, ...context }),
    labels: await spoolLines(tables.labels, labels, { directory, ...context }),
  };
}

const chunkSize = 500;

async function* ofChunks<T>(
  keys: readonly string[],
  pages: (chunk: readonly string[]) => AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < keys.length; at += chunkSize) yield* pages(keys.slice(at, at + chunkSize));
}

const json = JSON.stringify;
/** Bodies and labels are JSON texts already. */
const tables = {
  predictions: {
    name: "predictions",
    columns: {
      seq: "BIGINT",
      id: "VARCHAR",
      entity: "VARCHAR",
      received_at: "BIGINT",
      model: "VARCHAR",
      version: "INTEGER",
      body: "JSON",
    },
    select:
      "* EXCLUDE (body), body -> '/raw' AS raw, body -> '/inputs' AS inputs, CAST(body -> '/max_lateness_us' AS DOUBLE) AS max_lateness_us",
    line: ({ seq, id, entity, receivedAt, model, version, body }: Logged<PredictionEntry>) =>
      `{"seq":${seq},"id":${json(id)},"entity":${json(entity)},"received_at":${receivedAt},"model":${json(model)},"version":${version},"body":${plainJson(body)}}`,
  },
  events: {
    name: "events",
    columns: {
      seq: "BIGINT",
      id: "VARCHAR",
      entity: "VARCHAR",
      time: "BIGINT",
      received_at: "BIGINT",
      raw: "JSON",
    },
    select: "*",
    line: ({ seq, id, entity, time, receivedAt, body }: Logged<EventEntry>) =>
      `{"seq":${seq},"id":${json(id)},"entity":${json(entity)},"time":${time},"received_at":${receivedAt},"raw":${plainJson(body)}}`,
  },
  labels: {
    name: "labels",
    columns: { seq: "BIGINT", entity: "VARCHAR", event_id: "VARCHAR", received_at: "BIGINT", label: "JSON" },
    select: "*, row_number() OVER (ORDER BY seq) AS place",
    line: ({ seq, entity, eventId, receivedAt, label }: LoggedLabel) =>
      `{"seq":${seq},"entity":${json(entity)},"event_id":${json(eventId)},"received_at":${receivedAt},"label":${plainJson(label)}}`,
  },
} as const;
