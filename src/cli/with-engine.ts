import { AirworthyError } from "../core/error.ts";
import { openEngine } from "../io/engine.ts";
import type { StageContext } from "../stages/context.ts";
import type { CommandContext } from "./command.ts";

/** Gives `work` the effects of a stage, with an engine of its own; Ctrl-C interrupts its query and ends as CANCELLED. */
export async function withEngine<T>(
  { signal }: CommandContext,
  work: (context: StageContext) => Promise<T>,
): Promise<T> {
  using engine = await openEngine();
  signal.addEventListener("abort", () => engine.connection.interrupt(), { once: true });
  try {
    return await work({ engine, signal, now: Date.now, emit: () => {} });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new AirworthyError("CANCELLED", "The command was cancelled.", { cause });
  }
}
