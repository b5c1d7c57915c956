/** What tells, in a few small reads, that something which pages show is no longer what it was. */
import { sql } from "kysely";
import type { Store } from "./open-store.ts";

export const changeTopics = ["alerts", "models", "figures", "labels"] as const;
export type ChangeTopic = (typeof changeTopics)[number];

/** Of each topic a text that is another one once anything of it has changed. */
export type ChangeMarks = Readonly<Record<ChangeTopic, string>>;

export interface ChangeMarksInput {
  readonly model: string;
  /** With runs and versions. */
  readonly store: Store;
  /** With the log and all that is made of it; often the same. */
  readonly log: Store;
}

/** The marks as they are now. */
export async function changeMarks({ model, store, log }: ChangeMarksInput): Promise<ChangeMarks> {
  return {
    alerts: await marksOf(log, [
      sql`SELECT count(*) AS rows, sum(revision) AS revisions, max(updated_at) AS newest FROM alerts WHERE model = ${model}`,
      sql`SELECT count(*) AS rows, max(begins_at) AS newest FROM silences WHERE model = ${model}`,
    ]),
    models: await marksOf(store, [
      sql`SELECT alias, version, changed_at FROM aliases WHERE name = ${model} ORDER BY alias`,
      sql`SELECT max(version) AS newest FROM versions WHERE name = ${model}`,
      sql`SELECT max(at) AS newest FROM audit WHERE subject = ${model}`,
      sql`SELECT id, status FROM runs WHERE name = ${model} ORDER BY started_at DESC LIMIT 1`,
      sql`SELECT id, mode, share, step, state FROM rollouts WHERE model = ${model} ORDER BY started_at DESC LIMIT 1`,
      sql`SELECT max(at) AS newest, count(*) AS rows FROM rollout_entries`,
    ]),
    figures: await marksOf(log, [
      sql`SELECT seq, rolled_to FROM roll_up`,
      sql`SELECT count(*) AS rows, sum(mark) AS marks FROM roll_up_due WHERE model = ${model}`,
      sql`SELECT max(at) AS newest, count(*) AS rows FROM rollout_servers`,
    ]),
    labels: await marksOf(log, [sql`SELECT max(at) AS newest FROM label_reviews`]),
  };
}

async function marksOf({ db }: Store, reads: readonly ReturnType<typeof sql>[]): Promise<string> {
  const found: unknown[] = [];
  for (const read of reads) found.push((await read.execute(db)).rows);
  return JSON.stringify(found);
}
