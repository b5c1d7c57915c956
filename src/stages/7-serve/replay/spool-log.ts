/** The log as Parquet files: predictions, events and labels. What they mean is for the engine to find out. */
import type { Engine } from "../../../io/engine.ts";
import type { EventEntry, Logged } from "../../../io/event-log/index.ts";
import {
  eventPages,
  type LoggedLabel,
  labelPages,
  type PagedEntities,
  predictionPages,
  removalsOf,
  type Store,
} from "../../../io/store/index.ts";
import { plainJson, predictionLines, type SpoolContext, spoolLines } from "../logged/index.ts";

export interface SpoolInput {
  readonly store: Store;
  /** Epoch milliseconds; null: all. */
  readonly since: number | null;
  /** The place in the log behind which nothing is read. */
  readonly upTo: number;
  /** Whose events and labels. */
  readonly of: "those predicted" | "everybody";
  readonly directory: string;
}

/** FROM items. */
export interface SpooledLog {
  /** seq, id, event_id, entity, received_at (epoch ms), model, version, raw JSON, inputs JSON, max_lateness_us. */
  readonly predictions: string;
  /** seq, id, entity, time (epoch µs), received_at, raw JSON. */
  readonly events: string;
  /** place (unique), seq, entity, event_id, source, received_at, label JSON. */
  readonly labels: string;
  /** entity, removed_to (epoch µs): events of the entity that happened before it were removed by age. */
  readonly removals: string;
}

/** Writes the three files under `directory`. */
export async function spoolLog(input: SpoolInput, context: SpoolContext): Promise<SpooledLog> {
  const { store, directory, ...span } = input;
  const predictions = await spoolLines(tables.predictions, predictionPages(store, span), {
    directory,
    ...context,
  });
  const chunks = input.of === "everybody" ? [null] : await entityChunks(predictions, context.engine);
  const inChunks = <T>(pages: (chunk: PagedEntities) => AsyncIterable<readonly T[]>) =>
    ofChunks(chunks, pages);
  const events = inChunks((chunk) => eventPages(store, chunk, input));
  const labels = inChunks((chunk) => labelPages(store, chunk, input));
  return {
    predictions,
    events: await spoolLines(tables.events, events, { directory, ...context }),
    labels: await spoolLines(tables.labels, labels, { directory, ...context }),
    removals: await spoolLines(tables.removals, removalPages(store, chunks), { directory, ...context }),
  };
}

/** Of nobody where everybody's events are read: who learns takes what there is. */
async function* removalPages(
  store: Store,
  chunks: readonly PagedEntities[],
): AsyncGenerator<readonly Removal[]> {
  for (const chunk of chunks) {
    const removals = await removalsOf(store, chunk ?? []);
    const page = [...removals].map(([entity, removedTo]) => ({ entity, removedTo }));
    if (page.length > 0) yield page;
  }
}

interface Removal {
  readonly entity: string;
  readonly removedTo: number;
}

const chunkSize = 500;

async function entityChunks(predictions: string, engine: Engine): Promise<string[][]> {
  const entities = await engine.all(`SELECT DISTINCT entity FROM ${predictions} ORDER BY entity`);
  const keys = entities.map(({ entity }) => String(entity));
  return Array.from({ length: Math.ceil(keys.length / chunkSize) }, (_, index) =>
    keys.slice(index * chunkSize, (index + 1) * chunkSize),
  );
}

async function* ofChunks<T>(
  chunks: readonly PagedEntities[],
  pages: (chunk: PagedEntities) => AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  for (const chunk of chunks) yield* pages(chunk);
}

const json = JSON.stringify;
/** Bodies and labels are JSON texts already. */
const tables = {
  predictions: predictionLines(["raw", "inputs", "max_lateness_us"]),

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
  removals: {
    name: "removals",
    columns: { seq: "BIGINT", entity: "VARCHAR", removed_to: "BIGINT" },
    select: "* EXCLUDE (seq)",
    line: ({ entity, removedTo }: Removal) => `{"seq":0,"entity":${json(entity)},"removed_to":${removedTo}}`,
  },
  labels: {
    name: "labels",
    columns: {
      seq: "BIGINT",
      entity: "VARCHAR",
      event_id: "VARCHAR",
      source: "VARCHAR",
      received_at: "BIGINT",
      label: "JSON",
    },
    select: "*, row_number() OVER (ORDER BY seq) AS place",
    line: ({ seq, entity, eventId, source, receivedAt, label }: LoggedLabel) =>
      `{"seq":${seq},"entity":${json(entity)},"event_id":${json(eventId)},"source":${json(source)},"received_at":${receivedAt},"label":${plainJson(label)}}`,
  },
} as const;
