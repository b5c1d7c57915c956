/** One batch from the queue to its answers: read, decide, ask the model, append, and only then answer. */
import { AirworthyError } from "../../../core/error.ts";
import type { Appended, EventLog, FeedbackOutcome, Key } from "../../../io/event-log/index.ts";
import type { ModelHost } from "../inference/index.ts";
import { askModel, giveUp } from "./ask-model.ts";
import { type BatchGroup, groupsOf } from "./batch-groups.ts";
import { type Decided, type Decision, decide, entriesOf, tooLate } from "./decide.ts";
import type { EntityStates } from "./entity-states.ts";
import type { LiveModel } from "./live-model.ts";
import type { LiveReport } from "./live-report.ts";
import { readLiveRow } from "./live-row.ts";
import type { Outcome } from "./outcome.ts";
import { isOpen, resolveRepeated } from "./resolve-repeated.ts";
import type { Shadow } from "./shadow.ts";
import type { FeedbackWork, RowWork } from "./work.ts";
import type { Batch } from "./work-queue.ts";

export interface BatchContext {
  readonly host: ModelHost;
  readonly log: EventLog;
  readonly maxLatenessMicros: number;
  readonly statesOf: (model: LiveModel) => EntityStates;
  /** Epoch milliseconds, never going back. */
  readonly now: () => number;
  readonly report: LiveReport;
  /** What compares a challenger's answers, where it is on trial in shadow. */
  readonly shadow: Pick<Shadow, "offer">;
}

/** How often a batch is decided anew, because another process wrote, an entry was there before, or the model changed. */
const mostAttempts = 12;

/** Settles every part of the batch; never rejects. */
export async function runBatch({ rows, feedback }: Batch, context: BatchContext): Promise<void> {
  let open: readonly RowWork[] = rows;
  let told: readonly FeedbackWork[] = feedback;
  try {
    for (let attempts = 0; attempts < mostAttempts; ) {
      const before = open.length + told.length;
      const groups = groupsOf(open, told, context.host);
      const done = await Promise.all(groups.map((group) => runGroup(group, context)));
      if (groups.some((group, at) => group.feedback.length > 0 && done[at])) told = [];
      open = open.filter(isOpen);
      const left = open.length + told.length;
      if (left === 0) return;
      if (left === before) attempts += 1;
    }
    throw new AirworthyError(
      "OVERLOADED",
      "Cannot decide: others write about the same entities all the time.",
    );
  } catch (cause) {
    for (const { call, place } of [...open, ...told]) call.settle(place, { kind: "failed", cause });
  }
}

/** Whether its feedback is settled; rows that are done say so themselves. Never rejects. */
async function runGroup(group: BatchGroup, context: BatchContext): Promise<boolean> {
  const { rows, feedback } = group;
  try {
    const outcomes = await attemptGroup(group, context);
    outcomes?.forEach(
      (outcome, at) => void feedback[at]?.call.settle(feedback[at].place, { kind: "feedback", outcome }),
    );
    return outcomes !== null;
  } catch (cause) {
    for (const work of rows) giveUp(work, cause);
    for (const { call, place } of feedback) call.settle(place, { kind: "failed", cause });
    return true;
  }
}

/** What became of the feedback; null where the group is to be tried again. */
async function attemptGroup(
  group: BatchGroup,
  context: BatchContext,
): Promise<readonly FeedbackOutcome[] | null> {
  const { host } = context;
  const { serving, model } = group;
  const rows = reread(group.rows, model, context.now());
  const states = context.statesOf(model);
  const entities = new Set(rows.map(({ row }) => row.entity));
  states.hold(rows.map(({ row }) => row));
  try {
    const appended = await writeGroup({ ...group, rows }, { ...context, states, entities });
    if (appended === null) {
      states.forget(entities);
      return null;
    }
    states.release(entities);
    return appended;
  } catch (cause) {
    states.forget(entities);
    const isCurrent = serving === (group.isTrial ? host.trial?.serving : host.serving);
    if (!isCurrent && cause instanceof AirworthyError && cause.code === "NOT_READY") return null;
    throw cause;
  }
}

/** Rows that another version had read, as this one reads them; those that it refuses are settled. */
function reread(open: readonly RowWork[], model: LiveModel, now: number): readonly RowWork[] {
  if (open.every((work) => work.model === model)) return open;
  return open.filter((work) => {
    if (work.model.plan === model.plan) {
      work.model = model;
      return true;
    }
    const row = readLiveRow(work.raw, { model, now });
    const isSame = !("faults" in row) && row.entity === work.row.entity && row.id === work.row.id;
    if (isSame) {
      work.model = model;
      work.row = row;
      return true;
    }
    const faults = "faults" in row ? row.faults : [];
    work.predictionId = null;
    work.record = false;
    if (faults.length > 0) work.call.settle(work.place, { kind: "refused", code: "INPUT_INVALID", faults });
    else work.call.settle(work.place, { kind: "failed", cause: otherKeys() });
    return false;
  });
}

function otherKeys(): AirworthyError {
  return new AirworthyError(
    "NOT_READY",
    "The model changed, and it knows events by other keys: send it again.",
  );
}

interface Attempt extends BatchContext {
  readonly states: EntityStates;
  readonly entities: ReadonlySet<Key>;
}

async function writeGroup(group: BatchGroup, attempt: Attempt): Promise<readonly FeedbackOutcome[] | null> {
  const { model, rows, feedback } = group;
  const { states, log, report, maxLatenessMicros } = attempt;
  const started = performance.now();
  const asked = rows.map(({ row }) => row);
  do await states.sync(asked);
  while (!states.settle(asked));
  const now = attempt.now();
  const decision = decide(rows, { states, model, now });
  const { decided } = decision;
  const { seen } = states;
  const decidedAt = performance.now();
  const outputs = await askModel(decided, group, attempt);
  if (outputs === "retry") return null;
  const inferredAt = performance.now();
  const { entries, answers } = entriesOf(decided, { model, maxLatenessMicros, outputs });
  for (const { entry } of feedback) entries.push(entry);
  if (entries.length === 0) return settle(decision, answers);
  const appended = await log.append(entries, { seen, now });
  const [featuresMs, computeMs] = [decidedAt - started, inferredAt - decidedAt];
  report.onPhases({
    version: model.version,
    featuresMs,
    computeMs,
    logMs: performance.now() - inferredAt,
  });
  if (appended.status === "stale") return null;
  if (appended.status === "repeated") {
    resolveRepeated(rows, appended);
    for (const work of rows)
      if (!isOpen(work) && work.answer !== null) work.call.settle(work.place, work.answer);
    return null;
  }
  if (appended.status === "expired") {
    const expired = new Set<Key | null>(appended.events);
    for (const work of rows) if (expired.has(work.row.id)) finish(work, tooLate(work, "removed"));
    return null;
  }
  commit(decided, { appended, attempt });
  settle(decision, answers);
  if (!group.isTrial) attempt.shadow.offer({ decided, outputs, model, ms: featuresMs + computeMs });
  return appended.feedback;
}

function commit(
  decided: readonly Decided[],
  {
    appended,
    attempt,
  }: { readonly appended: Extract<Appended, { status: "appended" }>; readonly attempt: Attempt },
): void {
  const { states, log, report } = attempt;
  // Only of what is in the append the log has said that nobody was faster: a late row's entity is as far as it was.
  const events = new Map<Key, number>();
  for (const { work } of decided)
    events.set(work.row.entity, (events.get(work.row.entity) ?? 0) + Number(work.record));
  const due = states.commit(events, appended);
  // A snapshot only spares reading later: what is asked now does not wait for it.
  if (due.length > 0) log.saveSnapshots(states.plan, due).catch(report.onProblem);
}

/** Answers the rows; there is no feedback without an append. */
function settle({ decided, late }: Decision, answers: readonly (string | null)[]): [] {
  decided.forEach(({ work, inputs }, at) => {
    const text = answers[at] ?? null;
    const { version } = work.model;
    const outcome: Outcome =
      text === null || inputs === null ? { kind: "recorded" } : { kind: "answered", text, inputs, version };
    finish(work, outcome);
  });
  for (const work of late) finish(work, tooLate(work, "latest"));
  return [];
}

function finish(work: RowWork, outcome: Outcome): void {
  work.predictionId = null;
  work.record = false;
  work.call.settle(work.place, work.answer ?? outcome);
}
