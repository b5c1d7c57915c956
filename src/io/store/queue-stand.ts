/** A job in PostgreSQL's queue: sent when it is due, fetched by who sent it or by who asks at the same moment. */
import type { Job, SendOptions } from "pg-boss";
import { type JobQueue, jobSchema, queueNameOf } from "./job-queue.ts";
import { lastsMsOf, newHolder, type Stand, type StandingJob, type Turn } from "./job-stand.ts";

const daySeconds = 86_400;
/** What pg-boss takes at least. */
const leastHeartbeatSeconds = 10;

export class QueueStand implements Stand {
  readonly holder = newHolder();
  readonly #queue: JobQueue;
  readonly #job: StandingJob;
  readonly #name: string;

  private constructor(queue: JobQueue, job: StandingJob) {
    this.#queue = queue;
    this.#job = job;
    this.#name = queueNameOf(job.name);
  }

  static async open(queue: JobQueue, job: StandingJob): Promise<QueueStand> {
    const stand = new QueueStand(queue, job);
    // One job may be sent or under way at a time: the next is not taken while there is one.
    await queue.boss.createQueue(stand.#name, { policy: "exclusive" });
    return stand;
  }

  async attempt<T>(work: () => Promise<T>): Promise<Turn<T>> {
    const job = await this.#take();
    if (job === undefined) return { isMine: false, holder: await this.#holder() };
    const { boss } = this.#queue;
    const renewal = setInterval(() => {
      boss.touch(this.#name, job).catch(() => undefined); // the work itself meets what is wrong
    }, lastsMsOf(this.#job) / 4);
    try {
      const result = await work();
      await boss.complete(this.#name, job).catch(() => undefined); // its heartbeat runs out
      return { isMine: true, result };
    } catch (cause) {
      await boss.fail(this.#name, job, reasonOf(cause)).catch(() => undefined); // the same
      throw cause;
    } finally {
      clearInterval(renewal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #take(): Promise<Job | undefined> {
    const { boss } = this.#queue;
    await boss.supervise(this.#name); // a job whose holder was killed has failed
    await boss.send(this.#name, { holder: this.holder }, optionsOf(this.#job)); // null where there is one
    const [job] = await boss.fetch<object>(this.#name);
    return job;
  }

  /** Who sent the latest job. */
  async #holder(): Promise<string> {
    const { rows } = await this.#queue.database.executeSql(
      `SELECT data->>'holder' AS holder FROM ${jobSchema}.job WHERE name = $1 ORDER BY created_on DESC LIMIT 1`,
      [this.#name],
    );
    const [{ holder = "unknown" } = {}] = rows as readonly { readonly holder?: string }[];
    return holder;
  }
}

function optionsOf(job: StandingJob): SendOptions {
  const { everyMs } = job;
  return {
    heartbeatSeconds: Math.max(leastHeartbeatSeconds, Math.ceil(lastsMsOf(job) / 1_000)),
    retryLimit: 0,
    expireInSeconds: daySeconds, // the most that pg-boss takes
    deleteAfterSeconds: daySeconds,
    retentionSeconds: daySeconds,
    ...(everyMs === undefined ? {} : { singletonSeconds: Math.max(1, Math.round(everyMs / 1_000)) }),
  };
}

function reasonOf(cause: unknown): { readonly message: string } {
  return { message: cause instanceof Error ? cause.message : String(cause) };
}
