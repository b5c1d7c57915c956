/** A process that stands ready for a job at the store in `place`, and tells its parent how far it is. */
import { openStore, type StandingJob } from "./index.ts";

export interface StandOrder {
  readonly place: string;
  readonly job: StandingJob;
  /** Never comes to the end of its work. */
  readonly forever: boolean;
}

process.once("message", async ({ place, job, forever }: StandOrder) => {
  const store = await openStore(place);
  const stand = await store.standReady(job);
  const turn = await stand.attempt(async () => {
    process.send?.("at work");
    if (forever) await new Promise(() => undefined);
  });
  await stand[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  process.send?.(turn.isMine ? "done" : "another's");
  process.disconnect();
});
