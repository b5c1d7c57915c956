/** The queue of a store in PostgreSQL, opened when a job is first stood ready for: who only answers starts without it. */
import type { JobQueue } from "./job-queue.ts";
import type { Stand, StandingJob } from "./job-stand.ts";

export class LazyQueue {
  readonly #url: string;
  #queue: Promise<JobQueue> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async standReady(job: StandingJob): Promise<Stand> {
    const { QueueStand } = await import("./queue-stand.ts");
    return await QueueStand.open(await this.#open(), job);
  }

  async stop(): Promise<void> {
    const queue = await this.#queue?.catch(() => null); // it was told to who asked for it
    await queue?.stop();
  }

  async #open(): Promise<JobQueue> {
    const { openJobQueue } = await import("./job-queue.ts");
    this.#queue ??= openJobQueue(this.#url);
    try {
      return await this.#queue;
    } catch (cause) {
      this.#queue = null; // another may have better luck
      throw cause;
    }
  }
}
