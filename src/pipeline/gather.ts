/** The rows that a run learns from: the source's and, where it is asked to, those that a server recorded. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Definition } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { asideName } from "../io/aside.ts";
import { diskFailure } from "../io/files.ts";
import {
  findRun,
  isErasedIn,
  listVersions,
  recordLearned,
  retentionState,
  type Store,
  wasEventRemoved,
} from "../io/store/index.ts";
import { exists } from "../io/workspace.ts";
import { type Collected, collect, fingerprint } from "../stages/1-collect/index.ts";
import type { ServedValues } from "../stages/3-features/index.ts";
import {
  type Joined,
  type LabelCheck,
  type LabelScope,
  type Recorded,
  readRecorded,
} from "../stages/9-retrain/index.ts";
import { checkRecorded, type EarlierJoin, joining, joiningKeys, servedOf } from "./check-recorded.ts";
import type { Done, Workbench } from "./workbench.ts";

export interface Gathered extends AsyncDisposable {
  readonly collected: Done<Collected>;
  readonly feedback: Feedback | null;
  /** The raw table: collect's, or the one with what was recorded. */
  readonly raw: { readonly key: string; readonly path: string; readonly rejectedRows: number };
}

/** What was recorded, for as long as the run takes. */
export interface Feedback {
  readonly recorded: Recorded;
  readonly joined: Done<Joined>;
  readonly served: ServedValues;
  /** How its labels were found; null where nobody could tell. */
  readonly labels: LabelCheck | null;
}

export interface GatherOptions {
  /** The store with the event log; null: the source alone. */
  readonly log: Store | null;
  /** Labels that are learned from whatever they say. */
  readonly trusted: readonly LabelScope[];
}

/** Collects the source and joins what the log recorded, but for labels in doubt. NO_ROWS where it recorded nothing. */
export async function gather(bench: Workbench, { log, trusted }: GatherOptions): Promise<Gathered> {
  const { definition, projectDirectory, workspace } = bench.options;
  const source = await fingerprint({ definition, projectDirectory }, bench);
  const collected = await bench.stage("collect", [source], (directory, context) =>
    collect({ definition, projectDirectory, directory }, context),
  );
  const { rejectedRows } = collected.result;
  const raw = { key: collected.key, path: join(collected.directory, "raw.parquet"), rejectedRows };
  const scratch = join(workspace.root, asideName("recorded"));
  const gathered = { collected, [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }) };
  const feedback = log === null ? null : await joinLog(bench, { log, scratch, collected, trusted });
  if (feedback === null) return { ...gathered, feedback, raw };
  const { key, directory, result } = feedback.joined;
  const path = join(directory, "raw.parquet");
  return { ...gathered, feedback, raw: { key, path, rejectedRows: rejectedRows + result.rejectedRows } };
}

interface JoinLogInput {
  readonly log: Store;
  readonly scratch: string;
  readonly collected: Done<Collected>;
  readonly trusted: readonly LabelScope[];
}

async function joinLog(bench: Workbench, input: JoinLogInput): Promise<Feedback> {
  const { log, collected, trusted, scratch } = input;
  const read = await readLog(bench, input, []);
  const earlier = await earlierJoin(bench, log);
  const checked = await checkRecorded(bench, { collected, recorded: read, earlier, scratch, trusted });
  const labels = checked?.check ?? null;
  const doubtful = (labels?.setAside ?? []).map(({ scope }) => scope);
  const recorded = doubtful.length === 0 ? read : await readLog(bench, input, doubtful);
  const rows = { collected, recorded, earlier, doubtful: checked?.doubtful ?? null };
  const joined = await bench.stage("feedback", joiningKeys(rows), joining(bench, rows));
  await recordLearned(log, { seq: recorded.upTo, key: joined.key });
  const { added, relabelled } = joined.result;
  if (added + relabelled === 0 && doubtful.length === 0)
    throw new AirworthyError(
      "NO_ROWS",
      `There is nothing new to learn from: the source has all ${recorded.events} recorded events, and no label of them was reported.`,
    );
  return { recorded, joined, served: servedOf(recorded), labels };
}

async function readLog(
  bench: Workbench,
  { log, scratch }: JoinLogInput,
  withoutLabels: readonly LabelScope[],
): Promise<Recorded> {
  const { definition, store } = bench.options;
  await mkdir(scratch, { recursive: true }).catch((cause: unknown) => {
    throw diskFailure(cause, scratch);
  });
  const servedAlike = await versionsServedAlike(store, definition);
  const recorded = await readRecorded(
    { definition, store: log, servedAlike, withoutLabels, directory: scratch },
    await bench.context(),
  );
  if (recorded.events === 0)
    throw new AirworthyError(
      "NO_ROWS",
      "There is nothing new to learn from: no server recorded an event, and airworthy run learns from the source.",
    );
  return recorded;
}

/** The last join, where events that it has may be gone from the log by age; null where none need be, or none can be had. */
async function earlierJoin(bench: Workbench, log: Store): Promise<EarlierJoin | null> {
  const { learnedKey: key } = await retentionState(log);
  if (key === null || !(await wasEventRemoved(log))) return null;
  const path = join(bench.options.workspace.snapshot(key), "raw.parquet");
  const isMarked = await isErasedIn(log, key);
  if (!isMarked && (await exists(path))) return { key, path };
  const why = isMarked ? "somebody in it was erased" : "its raw snapshot is gone";
  const message = `Events that the log removed by age are not learned from again: they were in an earlier join, and ${why}.`;
  (await bench.context()).emit({ kind: "warning", stage: "feedback", message });
  return null;
}

/** Versions whose model was given what the definition's features mean today. */
async function versionsServedAlike(store: Store, definition: Definition): Promise<number[]> {
  const alike: number[] = [];
  for (const { version, run } of await listVersions(store, definition.name))
    if (meaningOfFeatures((await findRun(store, run)).definition) === meaningOfFeatures(definition))
      alike.push(version);
  return alike;
}

function meaningOfFeatures({ events, rules, features }: Definition): string {
  const kinds = Object.entries(events.columns).map(([name, { kind }]) => [name, kind]);
  return JSON.stringify([kinds, rules, features]);
}
