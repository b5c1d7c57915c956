/**
 * Gives a log the past that a model was trained on, so that live features go on where training ended. Events come in the
 * order of their time: none is too late for one before it.
 */
import type { ColumnKind } from "../../core/column.ts";
import { AirworthyError } from "../../core/error.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import type { EventEntry, EventLog } from "../../io/event-log/index.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { type LiveModel, liveModel, readLiveRow } from "./live/index.ts";
import { withOwnConnection } from "./own-connection.ts";

export interface BackfillInput {
  readonly package: LoadedPackage;
  /** Path of the clean.parquet with the past. */
  readonly history: string;
  readonly log: EventLog;
  /** Only events from then on, epoch milliseconds; all of them unless told. */
  readonly since?: number;
  /** Records events, too, that may be ones that retention removed; false unless told. */
  readonly takesExpired?: boolean;
  /** Called after each append with the events that were read. */
  readonly onProgress?: (events: number) => void;
}

export interface Backfilled {
  readonly recorded: number;
  /** Were in the log before. */
  readonly repeated: number;
  /** May be events that retention removed: it removed one of the entity of their time or later. Not recorded. */
  readonly expired: number;
  /** Do not fit what is served, as a row of `/events` that is refused. */
  readonly refused: number;
}

/** Events that become durable together. */
const appendedTogether = 2_000;

/** Records the events of a past in the log; INPUT_INVALID without event ids, for a second time would count them twice. */
export async function backfill(input: BackfillInput, context: StageContext): Promise<Backfilled> {
  const { onProgress = () => {} } = input;
  const model = liveModel(input.package.manifest);
  if (model.serving.definition.events.id === null) {
    throw new AirworthyError(
      "INPUT_INVALID",
      "Cannot record the past: the events have no id, so a second time would count them twice; wanted events.id in the config.",
    );
  }
  const counts = { recorded: 0, repeated: 0, expired: 0, refused: 0 };
  const waiting = new Map<string | null, EventEntry>();
  const flush = async () => {
    const known = await append(input, [...waiting.values()], context.now());
    counts.recorded += waiting.size - known.repeated - known.expired;
    counts.repeated += known.repeated;
    counts.expired += known.expired;
    waiting.clear();
    onProgress(counts.recorded + counts.repeated + counts.expired + counts.refused);
  };
  await withOwnConnection(context, async ({ engine, signal, now }) => {
    const result = await engine.connection.stream(pastSql(input, model));
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      for (const body of chunk.getColumnValues(0)) {
        const entry = entryOf(String(body), model, now());
        if (entry === null) counts.refused += 1;
        else if (waiting.has(entry.id)) counts.repeated += 1;
        else waiting.set(entry.id, entry);
      }
      if (waiting.size >= appendedTogether) await flush();
      if (signal.aborted) throw new AirworthyError("CANCELLED", "Stopped while the past was recorded.");
    }
  });
  if (waiting.size > 0) await flush();
  return counts;
}

/** One JSON text a row, as an application would send the event. */
function pastSql({ history, since }: BackfillInput, { serving }: LiveModel): string {
  const { columns, time } = serving.definition.events;
  const fields = Object.entries(columns).map(
    ([name, { kind }]) => `${quoteText(name)}: ${jsonValue[kind](quoteIdentifier(name))}`,
  );
  const at = quoteIdentifier(time);
  const where = since === undefined ? "" : `WHERE ${at} >= make_timestamp(${Math.round(since * 1_000)})`;
  return `SELECT CAST(to_json({${fields.join(", ")}}) AS VARCHAR) FROM ${parquetTable(history)} ${where} ORDER BY ${at}, _aw_row`;
}

const asItIs = (column: string) => column;
const jsonValue: Readonly<Record<ColumnKind, (column: string) => string>> = {
  text: asItIs,
  category: asItIs,
  integer: asItIs,
  number: asItIs,
  boolean: asItIs,
  timestamp: (column) => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ')`,
};

function entryOf(body: string, model: LiveModel, now: number): EventEntry | null {
  const row = readLiveRow(JSON.parse(body), { model, now });
  if ("faults" in row) return null;
  const { id, entity, time } = row;
  return { kind: "event", id, entity, time, body };
}

/** Appends what the log has not; returns how many it had, or may have had. */
async function append(
  { log, takesExpired = false }: BackfillInput,
  entries: readonly EventEntry[],
  now: number,
): Promise<Pick<Backfilled, "repeated" | "expired">> {
  // Nothing is decided from what the log holds, so nothing of it needs to have been seen.
  const options = { seen: Number.MAX_SAFE_INTEGER, now, takesExpired };
  const counts = { repeated: 0, expired: 0 };
  let open = entries;
  while (open.length > 0) {
    const appended = await log.append(open, options);
    if (appended.status === "appended") break;
    if (appended.status === "stale") throw new Error("the log knows something newer than everything");
    const isRepeated = appended.status === "repeated";
    const known = new Set(isRepeated ? appended.events.map(({ id }) => id) : appended.events);
    counts[appended.status] += known.size;
    open = open.filter(({ id }) => !known.has(id));
  }
  return counts;
}
