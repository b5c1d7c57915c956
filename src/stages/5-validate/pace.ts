/** Long loops give way: other work of the thread runs, and a request to stop is heard. */
import { setImmediate } from "node:timers/promises";
import { AirworthyError } from "../../core/error.ts";
import type { StageContext } from "../context.ts";

export interface Pace {
  /** Counts `work` (rows looked at, or as long); true where it is time to rest. */
  due(work: number): boolean;
  /** Lets other work of the thread run; CANCELLED where the run was stopped. */
  rest(): Promise<void>;
}

/** About 20 ms of counting rows. */
const workBetweenRests = 2_000_000;

export function startPace({ signal }: Pick<StageContext, "signal">): Pace {
  let done = 0;
  return {
    due(work) {
      done += work;
      return done >= workBetweenRests;
    },
    async rest() {
      done = 0;
      await setImmediate();
      if (signal.aborted) throw new AirworthyError("CANCELLED", "Validation was stopped on request.");
    },
  };
}
