/**
 * What runs told while they worked, by place: each a row as soon as it is known, so that another process sees it and a run
 * that is killed leaves what it told. Places grow by one over all runs; a run that ended with its document needs its
 * rows no more, and loses them when the next one begins.
 */
import type { Transaction } from "kysely";
import type { RunEvent } from "../../core/progress.ts";
import { isAlive } from "../process-identity.ts";
import type { Store } from "./open-store.ts";
import type { RunStatus, StoreSchema } from "./schema.ts";

export type JournalEvent =
  | { readonly kind: "runStarted" }
  | Exclude<RunEvent, { readonly kind: "stageProgress" }>
  | { readonly kind: "runEnded"; readonly status: Exclude<RunStatus, "running"> };

export interface JournalEntry {
  readonly place: number;
  readonly run: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: JournalEvent;
}

export interface JournalAddition {
  readonly run: string;
  readonly at: number;
  readonly events: readonly JournalEvent[];
}

/** Writes down what a run told. */
export async function addToJournal({ db }: Store, addition: JournalAddition): Promise<void> {
  await db.transaction().execute((tx) => addToJournalIn(tx, addition));
}

/** The same within a transaction. */
export async function addToJournalIn(
  tx: Transaction<StoreSchema>,
  { run, at, events }: JournalAddition,
): Promise<void> {
  const from = (await newestPlace(tx)) + 1;
  const rows = events.map((event, index) => ({
    place: from + index,
    run_id: run,
    at,
    event: JSON.stringify(event),
  }));
  await tx.insertInto("run_journal").values(rows).execute();
}

/** Forgets what runs told that have their document; to be called where a newer place was just taken. */
export async function forgetToldIn(tx: Transaction<StoreSchema>): Promise<void> {
  const whole = tx.selectFrom("runs").select("id").where("result", "is not", null);
  await tx.deleteFrom("run_journal").where("run_id", "in", whole).execute();
}

/** The place of the newest entry; 0 where there is none. */
export async function journalPlace({ db }: Store): Promise<number> {
  return await newestPlace(db);
}

async function newestPlace(db: Pick<Store["db"], "selectFrom">): Promise<number> {
  const newest = await db
    .selectFrom("run_journal")
    .select(({ fn }) => fn.max("place").as("place"))
    .executeTakeFirst();
  return Number(newest?.place ?? 0);
}

export interface JournalPage {
  /** Of this pipeline's runs. */
  readonly name: string;
  /** The place before the first that is wanted. */
  readonly after: number;
  readonly limit: number;
}

/** What the runs of a pipeline told, in its order. */
export async function pageJournal(
  { db }: Store,
  { name, after, limit }: JournalPage,
): Promise<JournalEntry[]> {
  const rows = await db
    .selectFrom("run_journal")
    .innerJoin("runs", "runs.id", "run_journal.run_id")
    .select(["run_journal.place", "run_journal.run_id", "run_journal.at", "run_journal.event"])
    .where("runs.name", "=", name)
    .where("run_journal.place", ">", after)
    .orderBy("run_journal.place")
    .limit(limit)
    .execute();
  return rows.map(entryOf);
}

/** All that is kept of what a run told. */
export async function journalOf({ db }: Store, run: string): Promise<JournalEntry[]> {
  const rows = await db
    .selectFrom("run_journal")
    .selectAll()
    .where("run_id", "=", run)
    .orderBy("place")
    .execute();
  return rows.map(entryOf);
}

/** The runs of a pipeline that have no end and whose process is gone. */
export async function interruptedRuns({ db }: Store, name: string): Promise<string[]> {
  const rows = await db
    .selectFrom("runs")
    .select(["id", "host", "pid", "process_started"])
    .where("name", "=", name)
    .where("status", "=", "running")
    .execute();
  return rows
    .filter(({ host, pid, process_started: started }) => !isAlive({ host, pid, started }))
    .map(({ id }) => id);
}

interface JournalRow {
  readonly place: number;
  readonly run_id: string;
  readonly at: number;
  readonly event: string;
}

function entryOf({ place, run_id: run, at, event }: JournalRow): JournalEntry {
  return { place: Number(place), run, at: Number(at), event: JSON.parse(event) as JournalEvent };
}
