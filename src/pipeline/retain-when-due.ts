/** Retention as a job: once an hour, by one process at a time. */
import { AirworthyError } from "../core/error.ts";
import { retentionState } from "../io/store/index.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { type Retained, type RetainInput, type RetainOptions, retain } from "./retain.ts";

const everyMs = 3_600_000;

const jobOf = ({ definition, log: store }: RetainInput, { now = Date.now }: RetainOptions) => ({
  name: `retention of ${definition.name}`,
  store,
  now,
});

/** Removes what is too old where the last time is an hour ago and no other process is at it; null where not. */
export async function retainWhenDue(input: RetainInput, options: RetainOptions): Promise<Retained | null> {
  const { now = Date.now } = options;
  const isDue = async () => now() - ((await retentionState(input.log)).doneAt ?? 0) >= everyMs;
  if (!(await isDue())) return null;
  const work = async () => ((await isDue()) ? await retain(input, options) : null); // another was faster
  return await oneAtATime(work, jobOf(input, options));
}

/** Removes what is too old now; JOB_UNDER_WAY where another process is at it. */
export async function retainNow(input: RetainInput, options: RetainOptions): Promise<Retained> {
  const done = await oneAtATime(() => retain(input, options), jobOf(input, options));
  if (done !== null) return done;
  throw new AirworthyError(
    "JOB_UNDER_WAY",
    "Another process removes what is too old right now; run it again when that is done.",
  );
}
