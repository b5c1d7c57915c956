/**
 * Jobs with PostgreSQL: pg-boss, in a schema of its own beside the log. It says which process does a job, by the database's
 * clock, and keeps what came of it for a day; it schedules and retries nothing, so that what is due has one truth.
 */
import { createHash } from "node:crypto";
import { PgBoss } from "pg-boss";
import { AirworthyError } from "../../core/error.ts";
import { type BossDatabase, openBossDatabase } from "./boss-database.ts";
import { storeName } from "./location.ts";

/** Where pg-boss's tables are. */
export const jobSchema = "airworthy_jobs";

export interface JobQueue {
  readonly boss: PgBoss;
  readonly database: BossDatabase;
  stop(): Promise<void>;
}

/** The queue in the database at `url`, made where it is missing; QUEUE_UNUSABLE, and STORE_UNUSABLE where the server is away. */
export async function openJobQueue(url: string): Promise<JobQueue> {
  const database = openBossDatabase(url);
  try {
    const boss = await startBoss(database);
    const stop = async () => {
      await boss.stop({ timeout: stopMs });
      await database.end();
    };
    return { boss, database, stop };
  } catch (cause) {
    await database.end();
    throw queueFailure(cause, url);
  }
}

/** What pg-boss may still wait for: no job is given to it to work at. */
const stopMs = 1_000;
/** Where nobody asks, nothing is done: each attempt looks after its own queue, however soon after another. */
const onlyWhenAsked = { schedule: false, supervise: false, monitorIntervalSeconds: 1 };
/** A few thousand rows a day need no watch over indexes and vacuum. */
const small = { reindex: false, monitorVacuum: false, registerInstance: false };
const hourSeconds = 3_600;

async function startBoss(db: BossDatabase): Promise<PgBoss> {
  const { rows } = await db.executeSql("SELECT to_regnamespace($1) IS NULL AS missing", [jobSchema]);
  const [{ missing } = {}] = rows as readonly { readonly missing?: boolean }[];
  const createSchema = missing === true; // CREATE SCHEMA IF NOT EXISTS asks for the right even where it does
  const intervals = { maintenanceIntervalSeconds: hourSeconds };
  const boss = new PgBoss({ db, schema: jobSchema, createSchema, ...onlyWhenAsked, ...small, ...intervals });
  // Of its looks between jobs: an attempt meets the same, and throws it.
  boss.on("error", () => undefined);
  await boss.start();
  return boss;
}

function queueFailure(cause: unknown, url: string): unknown {
  if (cause instanceof AirworthyError || !(cause instanceof Error)) return cause;
  return new AirworthyError(
    "QUEUE_UNUSABLE",
    `Cannot make or use the job queue (pg-boss) in the schema ${jobSchema} of ${storeName(url)}: ${cause.message}.`,
    { cause, details: { schema: jobSchema } },
  );
}

/** A queue for each job: pg-boss takes few characters in a name, a job's has the model's and a source's in it. */
export function queueNameOf(job: string): string {
  const hash = createHash("sha256").update(job).digest("hex").slice(0, 8);
  return `${job.replace(/[^\w.-]+/g, "-")}.${hash}`;
}
