/**
 * A challenger in shadow: what the champion has answered is asked of it too, after the answer and beside the work on
 * answers. It takes at most a part of the event loop's time; what does not fit into that is left out and counted. Its
 * features are those of its own plan at the row's time, from all that the log has by then.
 */
import { setTimeout as pause } from "node:timers/promises";
import { AirworthyError } from "../../../core/error.ts";
import type { Tensors } from "../../../io/runtime.ts";
import { type Answer, answerOf } from "../../6-package/live.ts";
import type { ModelHost, Trial } from "../inference/index.ts";
import type { Decided } from "./decide.ts";
import { EntityStates, type EntityStatesOptions } from "./entity-states.ts";
import { type LiveModel, liveModelOf } from "./live-model.ts";
import type { Compared, ComparedAnswer, LiveReport } from "./live-report.ts";
import { type LiveRow, readLiveRow } from "./live-row.ts";
import { feedsOfRows, type InputValues, inputValues } from "./model-inputs.ts";
import { completed } from "./read-fact.ts";

export interface ShadowOptions extends Omit<EntityStatesOptions, "model" | "follows"> {
  readonly host: ModelHost;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly report: Pick<LiveReport, "onShadow" | "onProblem">;
}

/** What the champion answered just now. */
export interface Answered {
  readonly decided: readonly Decided[];
  /** Of the rows that wanted a prediction; null where none did. */
  readonly outputs: Tensors | null;
  /** The champion. */
  readonly model: LiveModel;
  /** From the rows' past to the outputs. */
  readonly ms: number;
}

interface Item {
  readonly decided: Decided;
  readonly output: Float32Array;
  readonly model: LiveModel;
  readonly ms: number;
}

/** Rows that may wait; they go in this order. */
const mostWaiting = 2_048;
const mostAtOnce = 64;
/** Of the event loop's time, one part in so many and one. */
const restForWork = 4;

export class Shadow {
  readonly #options: ShadowOptions;
  #items: Item[] = [];
  #dropped = 0;
  #isRunning = false;
  #isStopped = false;
  #states: EntityStates | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ShadowOptions) {
    this.#options = options;
  }

  /** Takes what was answered, where a challenger is in shadow; returns at once. */
  offer({ decided, outputs, model, ms }: Answered): void {
    const { trial } = this.#options.host;
    if (trial === null || trial.mode !== "shadow" || outputs === null || this.#isStopped) return;
    const tensor = outputs[model.output];
    if (!(tensor?.data instanceof Float32Array)) return;
    const width = tensor.shape[1] ?? 1;
    let at = 0;
    for (const one of decided) {
      if (one.inputs === null) continue;
      if (this.#items.length >= mostWaiting) this.#dropped += 1;
      else
        this.#items.push({
          decided: one,
          output: tensor.data.subarray(at * width, (at + 1) * width),
          model,
          ms,
        });
      at += 1;
    }
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#ended = this.#run();
  }

  /** Leaves what waits, and resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#items = [];
    await this.#ended;
  }

  async #run(): Promise<void> {
    try {
      await pause(1); // what answers goes first
      while (this.#items.length > 0) {
        const { trial } = this.#options.host;
        if (trial?.mode !== "shadow") break;
        const busyMs = await this.#compareSome(trial, this.#items.splice(0, mostAtOnce));
        await pause(Math.max(1, busyMs * restForWork));
      }
    } finally {
      this.#isRunning = false;
      if (this.#options.host.trial?.mode !== "shadow") this.#forget();
    }
  }

  #forget(): void {
    this.#items = [];
    this.#dropped = 0;
    this.#states = null;
  }

  /** How long it held the event loop. */
  async #compareSome(trial: Trial, items: readonly Item[]): Promise<number> {
    const { report } = this.#options;
    const compared = await this.#compare(trial, items).catch((cause: unknown) => {
      report.onProblem(cause);
      const code = cause instanceof AirworthyError ? cause.code : ("DEFECT" as const);
      return { answers: [], failed: [{ code, rows: items.length }], busyMs: 1 };
    });
    const { answers, failed, busyMs } = compared;
    const dropped = this.#dropped;
    this.#dropped = 0;
    report.onShadow({
      rollout: trial.rollout,
      version: trial.serving.model.version,
      answers,
      failed,
      dropped,
    });
    return busyMs;
  }

  async #compare(
    trial: Trial,
    items: readonly Item[],
  ): Promise<Pick<Compared, "answers" | "failed"> & { readonly busyMs: number }> {
    const began = performance.now();
    const model = liveModelOf(trial.serving.model);
    const { asked, refused, waitedMs } = await this.#inputsOf(items, model);
    const failed = refused === 0 ? [] : [{ code: "INPUT_INVALID" as const, rows: refused }];
    if (asked.length === 0) return { answers: [], failed, busyMs: performance.now() - began - waitedMs };
    const feeds = feedsOfRows(
      model.serving.definition.inputs,
      asked.map(({ inputs }) => inputs),
    );
    const { result } = await trial.serving.pool.infer(feeds);
    const ms = performance.now() - began;
    const tensor = result[model.output];
    if (!(tensor?.data instanceof Float32Array))
      throw new AirworthyError("ENGINE_FAILED", `The model gave no output '${model.output}'.`);
    const width = tensor.shape[1] ?? 1;
    const numbers = tensor.data;
    const answers = asked.map(({ item }, at) => {
      const own = answerOf(numbers.subarray(at * width, (at + 1) * width), model.decision);
      return compareAnswers(own, answerOf(item.output, item.model.decision), { ms, championMs: item.ms });
    });
    return { answers, failed, busyMs: performance.now() - began - waitedMs };
  }

  async #inputsOf(items: readonly Item[], model: LiveModel): Promise<Asked> {
    const { inputs } = model.serving.definition;
    if (items.every((item) => item.model.plan === model.plan)) {
      const asked = items.map((item) => {
        const { event, features } = item.decided;
        return { item, inputs: inputValues(inputs, { event, features: features ?? {} }) };
      });
      return { asked, refused: 0, waitedMs: 0 };
    }
    const now = this.#options.now();
    const rows = items.flatMap((item) => {
      const row = readLiveRow(item.decided.work.raw, { model, now, isLogged: true });
      return "faults" in row ? [] : [{ item, row }];
    });
    return await this.#fromStates(rows, model, items.length - rows.length);
  }

  async #fromStates(
    rows: readonly { readonly item: Item; readonly row: LiveRow }[],
    model: LiveModel,
    refused: number,
  ): Promise<Asked> {
    const states = this.#statesOf(model);
    const own = rows.map(({ row }) => row);
    states.hold(own);
    const entities = new Set(own.map(({ entity }) => entity));
    const began = performance.now();
    do await states.sync(own);
    while (!states.settle(own));
    const waitedMs = performance.now() - began;
    const now = this.#options.now();
    const { inputs } = model.serving.definition;
    const asked = rows.map(({ item, row }) => {
      const event = completed(row.event, now, model);
      return { item, inputs: inputValues(inputs, { event, features: states.featuresAt(row, event) }) };
    });
    states.release(entities);
    return { asked, refused, waitedMs };
  }

  #statesOf(model: LiveModel): EntityStates {
    const known = this.#states;
    if (known !== null && known.model.plan === model.plan) return known;
    const { log, maxLatenessMicros, capacity, factsBetweenSnapshots } = this.#options;
    const made = new EntityStates({
      ...{ model, log, maxLatenessMicros, capacity, factsBetweenSnapshots },
      follows: true,
    });
    this.#states = made;
    return made;
  }
}

interface Asked {
  readonly asked: readonly { readonly item: Item; readonly inputs: InputValues }[];
  /** Rows that the challenger's rules reject. */
  readonly refused: number;
  readonly waitedMs: number;
}

/** How far two numbers may lie apart and count as the same answer, as a share of the champion's. */
const sameNumber = 0.1;

function compareAnswers(
  own: Answer,
  champion: Answer,
  times: Pick<ComparedAnswer, "ms" | "championMs">,
): ComparedAnswer {
  const [score, championScore] = [scoreOf(own), scoreOf(champion)];
  const isNumber = champion.probability === null;
  const agrees = isNumber
    ? Math.abs(score - championScore) <= sameNumber * Math.abs(championScore)
    : own.prediction === champion.prediction;
  return { agrees, score, championScore, ...times };
}

function scoreOf({ probability, prediction }: Answer): number {
  return probability ?? Number(prediction);
}
