/** The record of runs. A run that says "running" while its process is gone was interrupted. */
import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { StageName, StageSummary } from "../../core/progress.ts";
import { isAlive, ownIdentity } from "../process-identity.ts";
import type { Store } from "./open-store.ts";
import { addToJournalIn, forgetToldIn } from "./run-journal.ts";
import type { RunStageTable, RunStatus, RunTable } from "./schema.ts";

export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus | "interrupted";
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Records that a run of `definition` began at `now` (epoch ms); returns its id. */
export async function startRun({ db }: Store, options: StartRunOptions): Promise<string> {
  const { definition, now } = options;
  const { host, pid, started } = ownIdentity();
  const id = `${compactTime(now)}-${randomBytes(3).toString("hex")}`;
  const row: RunTable = {
    id,
    name: definition.name,
    status: "running",
    started_at: now,
    ended_at: null,
    host,
    pid,
    process_started: started,
    definition: JSON.stringify(withoutSecrets(definition)),
    result: null,
    error: null,
  };
  await db.transaction().execute(async (tx) => {
    await tx.insertInto("runs").values(row).execute();
    await addToJournalIn(tx, { run: id, at: now, events: [{ kind: "runStarted" }] });
    await forgetToldIn(tx);
  });
  return id;
}

export interface StartRunOptions {
  readonly definition: Definition;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Without the source's password, and without who is told of alerts, which no run reads. */
function withoutSecrets({ notify: _, ...definition }: Definition): Definition {
  const { source } = definition.events;
  if (source.kind !== "postgres") return definition;
  const url = source.url.replace(/(:\/\/[^:@/\s]+):[^@\s]+@/, "$1:***@");
  return { ...definition, events: { ...definition.events, source: { ...source, url } } };
}

function compactTime(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

export interface RecordedStage {
  readonly position: number;
  readonly key: string;
  readonly summary: StageSummary;
}

/** Records a finished stage of the run `id`. */
export async function recordStage({ db }: Store, id: string, stage: RecordedStage): Promise<void> {
  const { position, key, summary } = stage;
  const row: RunStageTable = {
    run_id: id,
    position,
    stage: summary.stage,
    key,
    rows_in: summary.rowsIn,
    columns_in: summary.columnsIn,
    rows_out: summary.rowsOut,
    columns_out: summary.columnsOut,
    duration_ms: summary.durationMs,
    reused: summary.reused ? 1 : 0,
    note: summary.note,
  };
  await db.transaction().execute((tx) => tx.insertInto("run_stages").values(row).execute());
}

export interface RunEnd {
  readonly status: Exclude<RunStatus, "running">;
  readonly now: number;
  readonly result?: unknown;
  readonly error?: RunRecord["error"];
}

/** Records how the run `id` ended. */
export async function finishRun({ db }: Store, id: string, end: RunEnd): Promise<void> {
  const { status, now, result, error } = end;
  const set = {
    status,
    ended_at: now,
    result: result === undefined ? null : JSON.stringify(result),
    error: error == null ? null : JSON.stringify(error),
  };
  await db.transaction().execute(async (tx) => {
    await tx.updateTable("runs").set(set).where("id", "=", id).execute();
    await addToJournalIn(tx, { run: id, at: now, events: [{ kind: "runEnded", status }] });
  });
}

/** Every run, newest first. */
export async function listRuns({ db }: Store): Promise<RunRecord[]> {
  const rows = await db.selectFrom("runs").selectAll().orderBy("started_at", "desc").orderBy("id").execute();
  return rows.map(runRecord);
}

export interface RunPageOptions {
  /** Runs of this pipeline alone. */
  readonly name: string;
  readonly limit: number;
  /** The id of the run before the first that is wanted; null for the newest. */
  readonly after: string | null;
}

/** A page of the runs of a pipeline, newest first, without their documents. */
export async function pageRuns(store: Store, options: RunPageOptions): Promise<RunRecord[]> {
  const ids = await pageOfIds(store, options);
  if (ids.length === 0) return [];
  // An error lies behind the documents in its row: of the rows of the page alone it is looked for.
  const rows = await store.db
    .selectFrom("runs")
    .select(["id", "name", "status", "started_at", "ended_at", "host", "pid", "process_started", "error"])
    .where("id", "in", ids)
    .orderBy("started_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(runRecord);
}

async function pageOfIds({ db }: Store, { name, limit, after }: RunPageOptions): Promise<string[]> {
  const wanted = db
    .selectFrom("runs")
    .select("id")
    .where("name", "=", name)
    .orderBy("started_at", "desc")
    .orderBy("id")
    .limit(limit);
  if (after === null) return (await wanted.execute()).map(({ id }) => id);
  const last = await db.selectFrom("runs").select("started_at").where("id", "=", after).executeTakeFirst();
  if (last === undefined) return [];
  const rows = await wanted
    .where(({ eb, or, and }) =>
      or([
        eb("started_at", "<", last.started_at),
        and([eb("started_at", "=", last.started_at), eb("id", ">", after)]),
      ]),
    )
    .execute();
  return rows.map(({ id }) => id);
}

export interface FoundRun extends RunRecord {
  readonly definition: Definition;
  /** The document that `run()` returned; null where the run did not end well. */
  readonly result: unknown;
  readonly stages: readonly StageSummary[];
  /** The keys of the stages that were finished: of their snapshots, but for the package. */
  readonly keys: Readonly<Partial<Record<StageName, string>>>;
}

/** The run named `name`: its id, the beginning of one, or `"latest"`; NOT_FOUND where there is none or several. */
export async function findRun(store: Store, name: string): Promise<FoundRun> {
  const { db } = store;
  const id = name === "latest" ? await latestRunId(store) : await runIdFor(store, name);
  const row = await db
    .selectFrom("runs")
    .selectAll()
    .where("id", "=", id ?? "")
    .executeTakeFirst();
  if (row === undefined) throw new AirworthyError("NOT_FOUND", `There is no run '${name}'.`);
  const stages = await db
    .selectFrom("run_stages")
    .selectAll()
    .where("run_id", "=", row.id)
    .orderBy("position")
    .execute();
  return {
    ...runRecord(row),
    definition: JSON.parse(row.definition) as Definition,
    result: row.result === null ? null : JSON.parse(row.result),
    stages: stages.map(stageSummary),
    keys: Object.fromEntries(stages.map(({ stage, key }) => [stage, key])),
  };
}

/** The id of the run that began last; undefined before the first. */
export async function latestRunId({ db }: Store): Promise<string | undefined> {
  const newest = db.selectFrom("runs").select("id").orderBy("started_at", "desc").orderBy("id").limit(1);
  return (await newest.executeTakeFirst())?.id;
}

/** Of the ids that begin so; the documents of runs are large, and none but the one that is meant is read. */
async function runIdFor({ db }: Store, name: string): Promise<string | undefined> {
  const same = await db.selectFrom("runs").select("id").where("id", "=", name).executeTakeFirst();
  if (same !== undefined) return same.id;
  const ids = (await db.selectFrom("runs").select("id").execute()).filter(({ id }) => id.startsWith(name));
  if (ids.length > 1)
    throw new AirworthyError("NOT_FOUND", `'${name}' begins ${ids.length} runs; give more of the id.`);
  return ids[0]?.id;
}

function runRecord(row: Omit<Selectable<RunTable>, "definition" | "result">): RunRecord {
  const { id, name, host, pid, process_started: started } = row;
  const interrupted = row.status === "running" && !isAlive({ host, pid, started });
  return {
    id,
    name,
    status: interrupted ? "interrupted" : row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    error: row.error === null ? null : (JSON.parse(row.error) as RunRecord["error"]),
  };
}

function stageSummary(row: Selectable<RunStageTable>): StageSummary {
  return {
    stage: row.stage as StageSummary["stage"],
    rowsIn: row.rows_in,
    columnsIn: row.columns_in,
    rowsOut: row.rows_out,
    columnsOut: row.columns_out,
    durationMs: row.duration_ms,
    reused: row.reused === 1,
    note: row.note,
  };
}
