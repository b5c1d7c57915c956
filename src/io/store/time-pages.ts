/** A span of the log's predictions in parts by time: what is asked of one part by several queries is in memory for the next. */
import type { Store } from "./open-store.ts";

export interface TimeSpan {
  /** When predictions were had: [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

export interface TimePagesInput extends TimeSpan {
  /** Predictions of a part, about: those of one time are never parted. 2,000 unless told. */
  readonly pageSize?: number;
}

export const usualPageSize = 2_000;

export interface TimePage extends TimeSpan {
  /** Whether more than a page's predictions were had at its one time. */
  readonly isCrowded: boolean;
}

/** The parts of the span, in their order: together they are all of it. */
export async function* timePages(
  { db }: Store,
  { from, to, pageSize = usualPageSize }: TimePagesInput,
): AsyncGenerator<TimePage> {
  for (let at = from; at < to; ) {
    const next = await db
      .selectFrom("predictions")
      .select("received_at")
      .where("received_at", ">=", at)
      .where("received_at", "<", to)
      .orderBy("received_at")
      .limit(1)
      .offset(pageSize)
      .executeTakeFirst();
    const end = next === undefined ? to : Math.max(at + 1, next.received_at);
    yield { from: at, to: end, isCrowded: next !== undefined && next.received_at <= at };
    at = end;
  }
}
