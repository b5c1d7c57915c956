/** The log's predictions as the engine reads them: the database itself joins what it holds to lines of JSON, page by page. */
import { type RawBuilder, sql } from "kysely";
import type { DatabaseKind } from "./add-live.ts";
import type { Store } from "./open-store.ts";
import { type TimeSpan, timePages } from "./time-pages.ts";
import type { PredictionSpan } from "./windowed-predictions.ts";

export interface LoggedLinesInput extends PredictionSpan {
  /** Bytes of the bodies that are joined at once, about; 64 MiB unless told. Neither database joins more than a billion. */
  readonly pageBytes?: number;
}

/**
 * Lines of `{seq, received_at, body}`, each with its end, in no order. A body is the text that was logged: where somebody
 * wrote an event over several lines, it is no line.
 */
export async function* loggedLines(store: Store, input: LoggedLinesInput): AsyncGenerator<Uint8Array> {
  for await (const time of timePages(store, input)) {
    const rows = rowsOf(store, { ...input, ...time });
    for (const part of await partsOf(rows, input)) {
      const page = await part.select(joined[store.kind].as("lines")).executeTakeFirstOrThrow();
      if (page.lines !== null) yield page.lines;
    }
  }
}

function rowsOf({ db }: Store, { model, version, from, to }: PredictionSpan & TimeSpan) {
  return db
    .selectFrom("predictions")
    .where("received_at", ">=", from)
    .where("received_at", "<", to)
    .where("model", "=", model)
    .where("version", "=", version);
}

/** Places in the log, both included. */
interface Places {
  readonly first: number;
  readonly last: number;
}

const bytes = sql<number>`octet_length(body)`;

type Rows = ReturnType<typeof rowsOf>;

/**
 * The rows in parts of so many bytes; one with more is a part of its own. A part that is all has no bound by place: SQLite
 * would read the table by it.
 */
async function partsOf(rows: Rows, { pageBytes = 64 * 1_024 ** 2 }: LoggedLinesInput): Promise<Rows[]> {
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

const joined: Readonly<Record<DatabaseKind, RawBuilder<Uint8Array | null>>> = {
  sqlite: sql`CAST(group_concat(${line}, char(10)) || char(10) AS BLOB)`,
  postgres: sql`convert_to(string_agg(${line}, chr(10)) || chr(10), 'UTF8')`,
};
