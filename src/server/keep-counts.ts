/** Hands on what was counted, soon after each minute and at the end; of its first minute, as it goes. */
import type { Logger } from "pino";
import type { CountedMinute } from "../io/store/profiles.ts";
import type { RequestCounts } from "./request-counts.ts";

export interface KeepCountsOptions {
  /** Resolves when the minutes are kept; where it rejects, they come again with the next. */
  readonly keep: (minutes: readonly CountedMinute[]) => Promise<void>;
  readonly logger: Pick<Logger, "error">;
}

export interface CountsKeeper {
  /** Hands on what is left, the minute that has not ended too. */
  stop(): Promise<void>;
}

const lookEveryMs = 1_000;
/** Whoever has just started a server looks whether it answers: for as many looks, every fifth hands on all. */
const firstLooks = 60;
const early = 5;

/** Counts from now on. */
export function keepCounts(counts: RequestCounts, { keep, logger }: KeepCountsOptions): CountsKeeper {
  counts.begin();
  let isKeeping: Promise<void> | null = null;
  const handOn = async (all: boolean) => {
    const minutes = counts.due({ all });
    if (minutes.length === 0) return;
    try {
      await keep(minutes);
      counts.kept(minutes);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      logger.error({ reason, minutes: minutes.length }, "counts not kept, they come with the next");
    }
  };
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    isKeeping ??= handOn(looks <= firstLooks && looks % early === 0).finally(() => {
      isKeeping = null;
    });
  }, lookEveryMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await isKeeping;
      await handOn(true);
    },
  };
}
