import type { Definition } from "../core/definition/index.ts";
import { walk } from "../core/expression/index.ts";
import type { EventLog } from "../io/event-log/index.ts";
import { stderrLogger } from "../server/stderr-logger.ts";

/** Warns on stderr where a feature reads the past and the log has none: nobody would see why answers are worse. */
export async function tellOfPast({ features }: Definition, log: Pick<EventLog, "read">): Promise<void> {
  const isOfPast = features.some(({ expression }) =>
    [...walk(expression)].some(({ kind }) => kind === "aggregate"),
  );
  if (!isOfPast) return;
  const { upTo } = await log.read({ after: Number.MAX_SAFE_INTEGER, cold: [], plan: "" });
  if (upTo > 0) return;
  stderrLogger().warn(
    "the event log is empty: to features of the past every entity is new; 'airworthy backfill' records what the model learned from, and has to come before the first event",
  );
}
