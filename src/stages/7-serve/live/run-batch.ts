/** One batch from the queue to its answers: read, decide, ask the model, append, and only then answer. */
import { AirworthyError } from "../../../core/error.ts";
import type { Appended, EventLog, FeedbackOutcome, Key } from "../../../io/event-log/index.ts";
import type { Tensors } from "../../../io/runtime.ts";
import type { ModelHost, Serving } from "../inference/index.ts";
import { type Decided, type Decision, decide, entriesOf, tooLate } from "./decide.ts";
import type { EntityStates } from "./entity-states.ts";
import { type LiveModel, liveModelOf } from "./live-model.ts";
import type { LiveReport } from "./live-report.ts";
import { readLiveRow } from "./live-row.ts";
import { feedsOfRows } from "./model-inputs.ts";
import type { Outcome } from "./outcome.ts";
import { isOpen, resolveRepeated } from "./resolve-repeated.ts";
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
}

/** How often a batch is decided anew, because another process wrote, an entry was there before, or the model changed. */
const mostAttempts = 12;

/** Settles every part of the batch; never rejects. */
export async function runBatch({ rows, feedback }: Batch, context: BatchContext): Promise<void> {
  let open: readonly RowWork[] = rows;
  let told: readonly FeedbackWork[] = feedback;
  try {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const outcomes = await attemptBatch(open, told, context);
      if (outcomes !== null) {
        outcomes.forEach(
          (outcome, at) => void told[at]?.call.settle(told[at].place, { kind: "feedback", outcome }),
        );
        told = [];
      }
      open = open.filter(isOpen);
      if (open.length + told.length === 0) return;
    }
    throw new AirworthyError(
      "OVERLOADED",
      "Cannot decide: others write about the same entities all the time.",
    );
  } catch (cause) {
    for (const { call, place } of [...open, ...told]) call.settle(place, { kind: "failed", cause });
  }
}

/** What became of the feedback; null where the batch is to be tried again. Rows that are done say so themselves. */
async function attemptBatch(
  open: readonly RowWork[],
  feedback: readonly FeedbackWork[],
  context: BatchContext,
): Promise<readonly FeedbackOutcome[] | null> {
  const { host } = context;
  const serving = host.serving;
  if (serving === null) throw new AirworthyError("NOT_READY", "No model is loaded yet.");
  const model = liveModelOf(serving.model);
  const rows = reread(open, model, context.now());
  const states = context.statesOf(model);
  const entities = new Set(rows.map(({ row }) => row.entity));
  states.hold(rows.map(({ row }) => row));
  try {
    const appended = await writeBatch(rows, feedback, { ...context, serving, model, states, entities });
    if (appended === null) {
      states.forget(entities);
      return null;
    }
    states.release(entities);
    return appended;
  } catch (cause) {
    states.forget(entities);
    if (host.serving !== serving && cause instanceof AirworthyError && cause.code === "NOT_READY")
      return null;
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
  readonly serving: Serving;
  readonly model: LiveModel;
  readonly states: EntityStates;
  readonly entities: ReadonlySet<Key>;
}

async function writeBatch(
  rows: readonly RowWork[],
  feedback: readonly FeedbackWork[],
  attempt: Attempt,
): Promise<readonly FeedbackOutcome[] | null> {
  const { states, model, log, report, maxLatenessMicros } = attempt;
  const started = performance.now();
  const asked = rows.map(({ row }) => row);
  do await states.sync(asked);
  while (!states.settle(asked));
  const now = attempt.now();
  const decision = decide(rows, { states, model, now });
  const { decided } = decision;
  const { seen } = states;
  const decidedAt = performance.now();
  const outputs = await infer(decided, attempt);
  if (outputs === "retry") return null;
  const inferredAt = performance.now();
  const { entries, answers } = entriesOf(decided, { model, maxLatenessMicros, outputs });
  for (const { entry } of feedback) entries.push(entry);
  if (entries.length === 0) return settle(decision, answers);
  const appended = await log.append(entries, { seen, now });
  report.onPhases({
    featuresMs: decidedAt - started,
    computeMs: inferredAt - decidedAt,
    logMs: performance.now() - inferredAt,
  });
  if (appended.status === "stale") return null;
  if (appended.status === "repeated") {
    resolveRepeated(rows, appended);
    for (const work of rows)
      if (!isOpen(work) && work.answer !== null) work.call.settle(work.place, work.answer);
    return null;
  }
  commit(decided, { appended, attempt });
  settle(decision, answers);
  return appended.feedback;
}

async function infer(
  decided: readonly Decided[],
  { serving, model }: Attempt,
): Promise<Tensors | null | "retry"> {
  const asked = decided.flatMap(({ inputs }) => (inputs === null ? [] : [inputs]));
  if (asked.length === 0) return null;
  const { inputs } = model.serving.definition;
  try {
    return (await serving.pool.infer(feedsOfRows(inputs, asked), { isWhole: true })).result;
  } catch (cause) {
    if (asked.length === 1 || !(cause instanceof AirworthyError) || cause.code !== "ENGINE_FAILED")
      throw cause;
    await failAlone(decided, { serving, model });
    return "retry";
  }
}

/** The model failed on somebody's row: each is asked alone, and only those that fail are given up. */
async function failAlone(
  decided: readonly Decided[],
  { serving, model }: Pick<Attempt, "serving" | "model">,
): Promise<void> {
  for (const { work, inputs } of decided) {
    if (inputs === null) continue;
    try {
      await serving.pool.infer(feedsOfRows(model.serving.definition.inputs, [inputs]));
    } catch (cause) {
      work.predictionId = null;
      work.record = false;
      work.call.settle(work.place, { kind: "failed", cause });
    }
  }
}

function commit(
  decided: readonly Decided[],
  {
    appended,
    attempt,
  }: { readonly appended: Extract<Appended, { status: "appended" }>; readonly attempt: Attempt },
): void {
  const { states, entities, log, report } = attempt;
  const events = new Map<Key, number>();
  for (const entity of entities) events.set(entity, 0);
  for (const { work } of decided)
    if (work.record) events.set(work.row.entity, (events.get(work.row.entity) ?? 0) + 1);
  const due = states.commit(events, appended);
  // A snapshot only spares reading later: what is asked now does not wait for it.
  if (due.length > 0) log.saveSnapshots(states.plan, due).catch(report.onProblem);
}

/** Answers the rows; there is no feedback without an append. */
function settle({ decided, late }: Decision, answers: readonly (string | null)[]): [] {
  decided.forEach(({ work, inputs }, at) => {
    const text = answers[at] ?? null;
    finish(
      work,
      text === null || inputs === null ? { kind: "recorded" } : { kind: "answered", text, inputs },
    );
  });
  for (const work of late) finish(work, tooLate(work));
  return [];
}

function finish(work: RowWork, outcome: Outcome): void {
  work.predictionId = null;
  work.record = false;
  work.call.settle(work.place, work.answer ?? outcome);
}
