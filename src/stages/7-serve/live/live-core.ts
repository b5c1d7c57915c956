/**
 * The live core: raw events, questions and feedback in, durable answers out. What comes together goes in one batch with
 * one append; batches of different entities overlap, so that one is decided while another waits for the disk.
 */
import { AirworthyError } from "../../../core/error.ts";
import type { EventLog } from "../../../io/event-log/index.ts";
import type { ModelHost } from "../inference/index.ts";
import type { RawRow } from "../parse-rows.ts";
import { Admission } from "./admission.ts";
import { sevenDaysMicros } from "./lateness.ts";
import { LiveCall } from "./live-call.ts";
import { LiveCalls } from "./live-calls.ts";
import { type LiveModel, liveModelOf } from "./live-model.ts";
import type { LiveReport } from "./live-report.ts";
import { givenFeatures } from "./live-row.ts";
import { newId } from "./new-id.ts";
import type { Outcome } from "./outcome.ts";
import { PlanStates } from "./plan-states.ts";
import { readFeedback } from "./read-feedback.ts";
import { routeRow } from "./route-row.ts";
import { type BatchContext, runBatch } from "./run-batch.ts";
import { Shadow } from "./shadow.ts";
import type { Work } from "./work.ts";
import { WorkQueue } from "./work-queue.ts";

export interface LiveCoreOptions {
  readonly host: ModelHost;
  readonly log: EventLog;
  /** How far behind its entity's latest event another may come, microseconds; seven days unless told. */
  readonly maxLatenessMicros?: number;
  /** How many entities' states are kept in memory; 100,000 unless told. */
  readonly entities?: number;
  /** After how many facts of an entity its state is saved; 256 unless told. */
  readonly factsBetweenSnapshots?: number;
  /** Parts of requests that may wait; 65,536 unless told. */
  readonly mostWaiting?: number;
  /** Epoch milliseconds; Date.now unless told. */
  readonly clock?: () => number;
  readonly report?: Partial<LiveReport>;
}

/** A raw event as it was sent. */
export interface SentRow {
  readonly raw: unknown;
  /** `raw` as JSON text; made where it is not at hand. */
  readonly text?: string;
}

export interface CallOptions {
  readonly timeoutMs: number;
}

export interface PredictOptions extends CallOptions {
  /** Whether the events are recorded too; true unless told. */
  readonly record?: boolean;
  /** Gets the versions that the rows go to. */
  readonly versions?: Set<number>;
}

const batchLimits = { work: 1_024, predictions: 256 };
/** One is decided while another is written: more would only share the disk in smaller pieces. */
const mostBatches = 2;
/** Parts that are worth a batch beside another; fewer wait for its end, and cost less together with what comes meanwhile. */
const worthABatch = 16;

export class LiveCore {
  readonly #context: BatchContext;
  readonly #queue = new WorkQueue(batchLimits);
  readonly #admission: Admission;
  readonly #calls = new LiveCalls();
  readonly #shadow: Shadow;
  readonly #states: PlanStates;
  #running = 0;
  #isScheduled = false;
  #lastDone = 0;
  #latestNow = 0;
  #idleWaiters: (() => void)[] = [];
  #isAbandoned = false;

  constructor(options: LiveCoreOptions) {
    const { host, log, maxLatenessMicros = sevenDaysMicros, clock = Date.now, report = {} } = options;
    const { entities = 100_000, mostWaiting = 65_536, factsBetweenSnapshots = 256 } = options;
    const nothing = () => {};
    this.#admission = new Admission(mostWaiting);
    const now = () => {
      this.#latestNow = Math.max(this.#latestNow, clock());
      return this.#latestNow;
    };
    const told: LiveReport = {
      ...{ onPhases: nothing, onQueued: nothing, onTrialFailed: nothing, onShadow: nothing },
      ...{ onProblem: nothing, ...report },
    };
    const past = { host, log, maxLatenessMicros, capacity: entities, factsBetweenSnapshots };
    this.#states = new PlanStates(past);
    this.#shadow = new Shadow({ ...past, now, report: told });
    const statesOf = (model: LiveModel) => this.#states.of(model);
    this.#context = { host, log, maxLatenessMicros, statesOf, now, report: told, shadow: this.#shadow };
  }

  /** Entities whose state is in memory. */
  get entities(): number {
    return this.#states.size;
  }

  /** Parts of requests that wait for a batch. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** One outcome for each row: answered, refused or failed. OVERLOADED, DEADLINE_EXCEEDED or NOT_READY for all of them. */
  async predict(rows: readonly SentRow[], options: PredictOptions): Promise<readonly Outcome[]> {
    return await this.#submitRows(rows, { ...options, isPrediction: true });
  }

  /** One outcome for each event: recorded, repeated, refused or failed. Errors as those of `predict`. */
  async record(rows: readonly SentRow[], options: CallOptions): Promise<readonly Outcome[]> {
    return await this.#submitRows(rows, { ...options, isPrediction: false });
  }

  /** One outcome for each `{prediction_id | event_id, label}`: feedback, refused or failed. Errors as those of `predict`. */
  async feedback(given: readonly unknown[], { timeoutMs }: CallOptions): Promise<readonly Outcome[]> {
    this.#admission.check(given.length, { waiting: this.#queue.length, timeoutMs });
    const model = this.#model();
    const now = this.#context.now();
    const call = new LiveCall(given.length, timeoutMs);
    given.forEach((one, place) => {
      const read = readFeedback(one, { model, now });
      if ("faults" in read)
        call.settle(place, { kind: "refused", code: "INPUT_INVALID", faults: read.faults });
      else this.#push({ kind: "feedback", entry: read, call, place });
    });
    return await this.#begin(call);
  }

  /** Finishes what it has taken and saves what spares reading later. The log is its owner's to close. */
  async stop(): Promise<void> {
    if (this.#running + this.#queue.length > 0 && !this.#isAbandoned)
      await new Promise<void>((resolve) => void this.#idleWaiters.push(resolve));
    this.#calls.stop();
    await this.#shadow.stop();
    if (!this.#isAbandoned) await this.#states.save().catch(this.#context.report.onProblem);
  }

  /** Ends a stop that takes too long: what is under way may be recorded, but nobody is told. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#calls.expireAll();
    this.#tellIdle();
  }

  #submitRows(
    rows: readonly SentRow[],
    { timeoutMs, record = true, versions, isPrediction }: PredictOptions & { readonly isPrediction: boolean },
  ): Promise<readonly Outcome[]> {
    this.#admission.check(rows.length, { waiting: this.#queue.length, timeoutMs });
    const { host } = this.#context;
    const now = this.#context.now();
    const call = new LiveCall(rows.length, timeoutMs);
    for (let place = 0; place < rows.length; place += 1) {
      const { raw, text } = rows[place] ?? { raw: null };
      const { model, row } = routeRow(raw, { host, now });
      versions?.add(model.version);
      const faults = "faults" in row ? row.faults : isPrediction ? givenFeatures(raw, { model, now }) : [];
      if ("faults" in row || faults.length > 0) {
        call.settle(place, { kind: "refused", code: "INPUT_INVALID", faults });
        continue;
      }
      this.#push({
        kind: "row",
        raw: raw as RawRow,
        text: text ?? JSON.stringify(raw),
        row,
        model,
        predictionId: isPrediction ? newId(now) : null,
        record,
        answer: null,
        stays: false,
        call,
        place,
      });
    }
    return this.#begin(call);
  }

  #model(): LiveModel {
    const { serving } = this.#context.host;
    if (serving === null) throw new AirworthyError("NOT_READY", "No model is loaded yet.");
    return liveModelOf(serving.model);
  }

  #push(work: Work): void {
    this.#queue.push(work);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // After everything that the sockets hold: what came together goes together.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  #begin(call: LiveCall): Promise<readonly Outcome[]> {
    this.#calls.add(call);
    return call.answer;
  }

  #pump(): void {
    while (this.#running < mostBatches && this.#queue.ready >= (this.#running === 0 ? 1 : worthABatch)) {
      const batch = this.#queue.take();
      const parts = batch.rows.length + batch.feedback.length;
      if (parts === 0) continue;
      this.#running += 1;
      void this.#run(batch);
    }
    if (this.#running + this.#queue.length === 0) this.#tellIdle();
  }

  #tellIdle(): void {
    for (const resolve of this.#idleWaiters) resolve();
    this.#idleWaiters = [];
  }

  async #run(batch: ReturnType<WorkQueue["take"]>): Promise<void> {
    const started = performance.now();
    const [first] = [...batch.rows.slice(0, 1), ...batch.feedback.slice(0, 1)];
    if (first !== undefined) this.#context.report.onQueued(started - first.call.arrived);
    await runBatch(batch, this.#context);
    const done = performance.now();
    this.#admission.record(done - Math.max(started, this.#lastDone));
    this.#lastDone = done;
    this.#running -= 1;
    this.#queue.release(batch);
    this.#pump();
  }
}
