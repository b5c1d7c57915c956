/** Labels from the application's own tables and files, by the config: at once, or as a job where it is time. */
import type { Definition, LabelSource } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { type EventLog, openEventLog } from "../io/event-log/index.ts";
import {
  type LabelPull,
  listLabelPulls,
  recordLabelPull,
  requireVersion,
  type Store,
} from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import { type BadLabel, type PulledLabels, pullLabels } from "../stages/8-monitor/index.ts";
import { loadVersion } from "./load-version.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { withEngine } from "./predict.ts";

export interface PullInput {
  readonly definition: Definition;
  readonly projectDirectory: string;
  readonly workspace: Workspace;
  /** The project's store. */
  readonly store: Store;
  /** The store with the log, and the path or postgres:// address of it. */
  readonly log: Store;
  readonly place: string;
}

export interface PullOptions {
  readonly signal: AbortSignal;
  /** Epoch milliseconds; Date.now unless told. */
  readonly now?: () => number;
}

/** What came of one source. */
export interface Pulled extends Omit<PulledLabels, "fingerprint" | "upTo"> {
  readonly source: string;
  /** The newest known time that was taken, epoch milliseconds; null where the source tells none. */
  readonly upTo: number | null;
  /** The first rows that were not taken, and why. */
  readonly examples: readonly BadLabel[];
}

/**
 * Pulls what is new of each source, or of the one named: each by one process at a time. NOT_FOUND where the config has none;
 * JOB_UNDER_WAY where another process pulls it.
 */
export async function pullNow(
  input: PullInput,
  { only, ...options }: PullOptions & { readonly only?: string | undefined },
): Promise<Pulled[]> {
  const all = input.definition.labelSources ?? [];
  const chosen = only === undefined ? all : all.filter(({ name }) => name === only);
  if (chosen.length === 0)
    throw new AirworthyError(
      "NOT_FOUND",
      only === undefined
        ? "The config has no source to pull labels from: wanted feedback.pull."
        : `The config has no source of labels '${only}': wanted one of ${all.map(({ name }) => name).join(", ")}.`,
    );
  const pulled: Pulled[] = [];
  for (const source of chosen) {
    const found = await pullOne(source, input, options, () => Promise.resolve(true));
    if (found === null)
      throw new AirworthyError(
        "JOB_UNDER_WAY",
        `Another process pulls the labels of '${source.name}' right now; run it again when that is done.`,
      );
    pulled.push(found);
  }
  return pulled;
}

/**
 * Pulls what is due. A source that fails does not keep the others from theirs, and is tried again when it is due the next
 * time; the first failure is thrown at the end.
 */
export async function pullWhenDue(input: PullInput, options: PullOptions): Promise<Pulled[]> {
  const { definition, log } = input;
  const { now = Date.now, signal } = options;
  const pulled: Pulled[] = [];
  const failures: unknown[] = [];
  for (const source of definition.labelSources ?? []) {
    const isDue = async () => {
      const last = await lastPull(log, definition.name, source.name);
      return last === null || now() - last.pulledAt >= source.everyMs;
    };
    if (!(await isDue())) continue;
    try {
      const found = await pullOne(source, input, options, isDue);
      if (found !== null) pulled.push(found);
    } catch (cause) {
      if (signal.aborted) throw cause;
      failures.push(cause);
    }
  }
  if (failures.length > 0) throw failures[0];
  return pulled;
}

/** Null where another process is at it, or has been. */
async function pullOne(
  source: LabelSource,
  input: PullInput,
  { signal, now = Date.now }: PullOptions,
  isDue: () => Promise<boolean>,
): Promise<Pulled | null> {
  const { definition, log, store, workspace, place } = input;
  const { name: model } = definition;
  const work = async () => {
    if (!(await isDue())) return null;
    const { version } = await requireVersion(store, model, "champion");
    const loaded = await loadVersion(workspace, { model, version });
    await using appender = await openEventLog(place);
    return await pullAndKeep({ ...input, source, appender, package: loaded }, { signal, now });
  };
  return await oneAtATime(work, { name: `labels of ${model} from ${source.name}`, store: log, now });
}

interface PullAndKeep extends PullInput {
  readonly source: LabelSource;
  readonly appender: EventLog;
  readonly package: LoadedPackage;
}

/** Examples of bad rows that are kept. */
const mostExamples = 3;

async function pullAndKeep(
  { source, appender, package: loaded, definition, log, projectDirectory }: PullAndKeep,
  { signal, now = Date.now }: PullOptions,
): Promise<Pulled> {
  const { name: model } = definition;
  const last = await lastPull(log, model, source.name);
  const before = { upTo: last?.upTo ?? null, fingerprint: fingerprintOf(last) };
  const examples: BadLabel[] = [];
  const onBad = async (bad: BadLabel) => {
    if (examples.length < mostExamples) examples.push(bad);
  };
  const keep = (upTo: number | null, outcome: object) =>
    recordLabelPull(log, {
      ...{ model, source: source.name, upTo, pulledAt: now() },
      outcome: JSON.stringify(outcome),
    });
  try {
    const found = await withEngine({ signal }, (context) =>
      pullLabels(
        { source, projectDirectory, package: loaded, log: appender, onBad, ...before },
        { ...context, now },
      ),
    );
    const { upTo, fingerprint, ...counts } = found;
    await keep(upTo, { fingerprint, ...counts, examples });
    return { source: source.name, upTo, ...counts, examples };
  } catch (cause) {
    const code = cause instanceof AirworthyError ? cause.code : "DEFECT";
    const message = cause instanceof Error ? cause.message : String(cause);
    if (!signal.aborted) await keep(before.upTo, { failed: { code, message } });
    throw cause;
  }
}

async function lastPull(log: Store, model: string, source: string): Promise<LabelPull | null> {
  return (await listLabelPulls(log, model)).find((pull) => pull.source === source) ?? null;
}

function fingerprintOf(last: LabelPull | null): string | null {
  if (last === null) return null;
  const { fingerprint = null } = JSON.parse(last.outcome) as { readonly fingerprint?: string };
  return fingerprint;
}
