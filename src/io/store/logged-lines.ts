/** The log's predictions as the engine reads them: the database itself joins what it holds to lines of JSON, page by page. */
import { type RawBuilder, sql } from "kysely";
import type { DatabaseKind } from "./add-live.ts";
import type { Store } from "./open-store.ts";
import { type TimeSpan, timePages, usualPageSize } from "./time-pages.ts";
import type { PredictionSpan } from "./windowed-predictions.ts";

export interface LoggedLinesInput extends PredictionSpan {
  /** Bytes of the bodies that are joined at once, about; 64 MiB unless told. Neither database joins more than a billion. */
  readonly pageBytes?: number;
}

export interface LoggedPage extends TimeSpan {
  /** Gone when the next page is asked for. */
  readonly lines: Uint8Array;
  /** Whether anything was ever reported about a prediction of its time. */
  readonly isLabelled: boolean;
}

/**
 * Lines of `{seq, received_at, body}`, each with its end, in no order. A body is the text that was logged: where somebody
 * wrote an event over several lines, it is no line.
 */
export async function* loggedLines(store: Store, input: LoggedLinesInput): AsyncGenerator<LoggedPage> {
  const { pageSize = usualPageSize, pageBytes = usualPageBytes } = input;
  // So many predictions of at most as many bytes are no more than a page: each is read once, and none is weighed before.
  const short = Math.floor(pageBytes / pageSize);
  for await (const { from, to, isCrowded } of timePages(store, input)) {
    const rows = rowsOf(store, { ...input, from, to });
    const page = isCrowded ? null : await join(store, rows, short);
    if (page !== null) yield* told(page, { from, to });
    if (page?.longer === 0) continue;
    for (const part of await partsOf(isCrowded ? rows : rows.where(bytes, ">", short), pageBytes))
      yield* told(await join(store, part, longest), { from, to });
  }
}

const usualPageBytes = 64 * 1_024 ** 2;
/** Of what either database can hold. */
const longest = 2 ** 31 - 1;

function rowsOf({ db }: Store, { model, version, from, to }: PredictionSpan) {
  return db
    .selectFrom("predictions")
    .where("received_at", ">=", from)
    .where("received_at", "<", to)
    .where("model", "=", model)
    .where("version", "=", version);
}

type Rows = ReturnType<typeof rowsOf>;

interface Joined {
  readonly lines: Uint8Array | null;
  /** Rows that are not among the lines. */
  readonly longer: number;
  readonly labelled: number;
}

const bytes = sql<number>`octet_length(body)`;
const isLabelled = sql`EXISTS (SELECT 1 FROM feedback AS f WHERE f.prediction_id = predictions.id)
  OR EXISTS (SELECT 1 FROM feedback AS f WHERE f.event_id = predictions.event_id)`;

/** The lines of those with at most `most` bytes; who is labelled is told of all. */
async function join({ kind }: Store, rows: Rows, most: number): Promise<Joined> {
  const row = await rows
    .select([
      joined[kind](sql`CASE WHEN ${bytes} <= ${most} THEN ${line} END`).as("lines"),
      sql<number>`count(*) FILTER (WHERE ${bytes} > ${most})`.as("longer"),
      sql<number>`count(*) FILTER (WHERE ${isLabelled})`.as("labelled"),
    ])
    .executeTakeFirstOrThrow();
  return { lines: row.lines, longer: Number(row.longer), labelled: Number(row.labelled) };
}

function* told({ lines, labelled }: Joined, span: TimeSpan): Generator<LoggedPage> {
  if (lines === null) return;
  yield { ...span, lines, isLabelled: labelled > 0 };
  // Memory that only the collector could give back would make it run several times in a round.
  const { buffer } = lines;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === lines.byteLength) buffer.transfer(0);
}

/** Places in the log, both included. */
interface Places {
  readonly first: number;
  readonly last: number;
}

/**
 * The rows in parts of so many bytes; one with more is a part of its own. A part that is all has no bound by place: SQLite
 * would read the table by it.
 */
async function partsOf(rows: Rows, pageBytes: number): Promise<Rows[]> {
  const { total } = await rows.select(sql<number>`sum(${bytes})`.as("total")).executeTakeFirstOrThrow();
  if (Number(total) <= pageBytes) return [rows];
  const parts: (Places & { bytes: number })[] = [];
  for (const row of await rows
    .select(["seq", bytes.as("bytes")])
    .orderBy("seq")
    .execute()) {
    const [seq, own] = [Number(row.seq), Number(row.bytes)];
    const part = parts.at(-1);
    if (part === undefined || part.bytes + own > pageBytes) parts.push({ first: seq, last: seq, bytes: own });
    else parts[parts.length - 1] = { first: part.first, last: seq, bytes: part.bytes + own };
  }
  return parts.map(({ first, last }) => rows.where("seq", ">=", first).where("seq", "<=", last));
}

const line = sql`'{"seq":' || seq || ',"received_at":' || received_at || ',"body":' || body || '}'`;

type Join = (line: RawBuilder<unknown>) => RawBuilder<Uint8Array | null>;

const joined: Readonly<Record<DatabaseKind, Join>> = {
  sqlite: (own) => sql`CAST(group_concat(${own}, char(10)) || char(10) AS BLOB)`,
  postgres: (own) => sql`convert_to(string_agg(${own}, chr(10)) || chr(10), 'UTF8')`,
};
