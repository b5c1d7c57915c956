/** A job under a lease: SQLite has no queue, and needs none. */
import { lastsMsOf, newHolder, type Stand, type StandingJob, type Turn } from "./job-stand.ts";
import { type LeaseStore, releaseLease, takeLease } from "./leases.ts";

/** Who does a job of the clock keeps its lease until it stands ready no longer. */
export class LeaseStand implements Stand {
  readonly holder = newHolder();
  readonly #store: LeaseStore;
  readonly #job: StandingJob;

  constructor(store: LeaseStore, job: StandingJob) {
    this.#store = store;
    this.#job = job;
  }

  async attempt<T>(work: () => Promise<T>): Promise<Turn<T>> {
    const { holder } = await this.#take();
    if (holder !== this.holder) return { isMine: false, holder };
    const renewal = setInterval(() => {
      this.#take().catch(() => undefined); // the work itself meets what is wrong
    }, lastsMsOf(this.#job) / 4);
    try {
      return { isMine: true, result: await work() };
    } finally {
      clearInterval(renewal);
      if (this.#job.everyMs === undefined) await this.#release();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release();
  }

  #take() {
    const { name, now = Date.now } = this.#job;
    return takeLease(this.#store, { name, holder: this.holder, lastsMs: lastsMsOf(this.#job), now: now() });
  }

  async #release(): Promise<void> {
    const own = { name: this.#job.name, holder: this.holder };
    await releaseLease(this.#store, own).catch(() => undefined); // it runs out by itself
  }
}
