/** The newest span of the labelled rows, where a run learns from that alone. */
import type { Definition } from "../../core/definition/index.ts";
import { formatSpan } from "../../core/format.ts";
import { formatMicros } from "../../core/time.ts";
import { type Engine, quoteIdentifier } from "../../io/engine.ts";

export interface SplitWindow {
  /** The length, back from the newest labelled row. */
  readonly ms: number;
  /** The moment behind which its rows happened, ISO 8601. */
  readonly from: string;
  /** Labelled rows that happened before, on neither side. */
  readonly olderRows: number;
}

export interface WindowInput {
  /** FROM item with the labelled rows. */
  readonly labelled: string;
  readonly ms: number;
}

export interface FoundWindow extends SplitWindow {
  /** SQL over a row. */
  readonly isInside: string;
}

/** Where the newest span of the labelled rows begins; null where there are none. */
export async function findWindow(
  engine: Engine,
  { events }: Definition,
  { labelled, ms }: WindowInput,
): Promise<FoundWindow | null> {
  const time = `epoch_us(${quoteIdentifier(events.time)})`;
  const [row] =
    await engine.all(`WITH edge AS (SELECT max(${time}) - ${ms * 1_000} AS behind FROM ${labelled})
    SELECT behind, (SELECT count(*) FROM ${labelled} WHERE (${time} > behind) IS NOT TRUE) AS older FROM edge`);
  if (row?.behind == null) return null;
  const from = Number(row.behind);
  return { ms, from: formatMicros(from), olderRows: Number(row.older), isInside: `${time} > ${from}` };
}

/** ` of the newest 90 d`; empty where all rows count. */
export function windowWords(window: SplitWindow | null): string {
  return window === null ? "" : ` of the newest ${formatSpan(window.ms)}`;
}
