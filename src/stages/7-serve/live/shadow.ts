/**
 * A challenger in shadow: what the champion has answered is asked of it too, after the answer and beside the work on
 * answers. It works at most a part of the time, what it waits for counted as work, for the log and the cores are the
 * answers' too; what does not fit into that is left out and counted. Its features are those of its own plan at the row's
 * time, from all that the log has by then.
 */
import { setTimeout as pause } from "node:timers/promises";
import { AirworthyError } from "../../../core/error.ts";
import type { Tensors } from "../../../io/runtime.ts";
import { answerOf } from "../../6-package/live.ts";
import type { ModelHost, Trial } from "../inference/index.ts";
import type { RawRow } from "../parse-rows.ts";
import { compareAnswers } from "./compare-answers.ts";
import type { Decided } from "./decide.ts";
import { EntityStates, type EntityStatesOptions } from "./entity-states.ts";
import { type LiveModel, liveModelOf } from "./live-model.ts";
import type { Compared, LiveReport } from "./live-report.ts";
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

/** A row that waits, without the request that it was part of. */
interface Item extends Pick<Decided, "event" | "features"> {
  readonly raw: RawRow;
  /** As JSON text. */
  readonly characters: number;
  readonly output: Float32Array;
  readonly model: LiveModel;
  readonly ms: number;
}

/** Rows that may wait; they go in this order. */
const mostWaiting = 2_048;
/** Of those rows together; one request may be as large. */
const mostCharacters = 1 << 24;
const mostAtOnce = 64;
/** Of the time, one part in so many and one. */
const restForWork = 4;

export class Shadow {
  readonly #options: ShadowOptions;
  readonly #stopping = new AbortController();
  #items: Item[] = [];
  #characters = 0;
  #dropped = 0;
  #isRunning = false;
  #states: EntityStates | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ShadowOptions) {
    this.#options = options;
  }

  /** Takes what was answered, where a challenger is in shadow; returns at once. */
  offer({ decided, outputs, model, ms }: Answered): void {
    if (this.#options.host.trial?.mode !== "shadow") {
      if (!this.#isRunning && this.#states !== null) this.#forget();
      return;
    }
    const tensor = outputs?.[model.output];
    if (!(tensor?.data instanceof Float32Array) || this.#stopping.signal.aborted) return;
    const width = tensor.shape[1] ?? 1;
    let at = 0;
    for (const { work, event, features, inputs } of decided) {
      if (inputs === null) continue;
      const output = tensor.data.subarray(at * width, (at + 1) * width);
      this.#keep({ raw: work.raw, characters: work.text.length, event, features, output, model, ms });
      at += 1;
    }
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#ended = this.#run().catch(this.#options.report.onProblem);
  }

  /** Leaves what waits, and resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#forget();
    await this.#ended;
  }

  #keep(item: Item): void {
    if (this.#items.length >= mostWaiting || this.#characters + item.characters > mostCharacters)
      this.#dropped += 1;
    else {
      this.#items.push(item);
      this.#characters += item.characters;
    }
  }

  #take(): readonly Item[] {
    const taken = this.#items.splice(0, mostAtOnce);
    for (const { characters } of taken) this.#characters -= characters;
    return taken;
  }

  async #run(): Promise<void> {
    try {
      await this.#pause(1); // what answers goes first
      while (this.#items.length > 0) {
        const { trial } = this.#options.host;
        if (trial?.mode !== "shadow") break;
        const began = performance.now();
        await this.#compareSome(trial, this.#take());
        await this.#pause(Math.max(1, (performance.now() - began) * restForWork));
      }
    } finally {
      this.#isRunning = false;
      if (this.#options.host.trial?.mode !== "shadow") this.#forget();
    }
  }

  /** Not beyond a stop. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    await pause(ms, undefined, { signal }).catch(() => undefined); // stopped
  }

  #forget(): void {
    this.#items = [];
    this.#characters = 0;
    this.#dropped = 0;
    this.#states = null;
  }

  async #compareSome(trial: Trial, items: readonly Item[]): Promise<void> {
    const { report, host } = this.#options;
    const compared = await this.#compare(trial, items).catch((cause: unknown) => {
      if (host.trial?.serving !== trial.serving) return null; // it was taken back meanwhile
      report.onProblem(cause);
      const code = cause instanceof AirworthyError ? cause.code : ("DEFECT" as const);
      return { answers: [], failed: [{ code, rows: items.length }] };
    });
    if (compared === null) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    const { version } = trial.serving.model;
    report.onShadow({ rollout: trial.rollout, version, ...compared, dropped });
  }

  async #compare(trial: Trial, items: readonly Item[]): Promise<Pick<Compared, "answers" | "failed">> {
    const began = performance.now();
    const model = liveModelOf(trial.serving.model);
    const { asked, refused } = await this.#inputsOf(items, model);
    const failed = refused === 0 ? [] : [{ code: "INPUT_INVALID" as const, rows: refused }];
    if (asked.length === 0) return { answers: [], failed };
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
    return { answers, failed };
  }

  async #inputsOf(items: readonly Item[], model: LiveModel): Promise<Asked> {
    const { inputs } = model.serving.definition;
    if (items.every((item) => item.model.plan === model.plan)) {
      const asked = items.map((item) => {
        const { event, features } = item;
        return { item, inputs: inputValues(inputs, { event, features: features ?? {} }) };
      });
      return { asked, refused: 0 };
    }
    const now = this.#options.now();
    const rows = items.flatMap((item) => {
      const row = readLiveRow(item.raw, { model, now, isLogged: true });
      return "faults" in row ? [] : [{ item, row }];
    });
    return { asked: await this.#fromStates(rows, model), refused: items.length - rows.length };
  }

  /** The inputs of rows from what the log has; a row that came to lie too far back while it waited is left out. */
  async #fromStates(rows: readonly ReadItem[], model: LiveModel): Promise<Asked["asked"]> {
    const states = this.#statesOf(model);
    const own = rows.map(({ row }) => row);
    const entities = new Set(own.map(({ entity }) => entity));
    states.hold(own);
    try {
      do await states.sync(own);
      while (!states.settle(own));
      const now = this.#options.now();
      const { inputs } = model.serving.definition;
      const known = rows.filter(({ row }) => !states.isTooLate(row));
      const asked = known.map(({ item, row }) => {
        const event = completed(row.event, now, model);
        return { item, inputs: inputValues(inputs, { event, features: states.featuresAt(row, event) }) };
      });
      states.release(entities);
      this.#dropped += rows.length - known.length;
      return asked;
    } catch (cause) {
      states.forget(entities);
      throw cause;
    }
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

interface ReadItem {
  readonly item: Item;
  /** As the challenger reads it. */
  readonly row: LiveRow;
}

interface Asked {
  readonly asked: readonly { readonly item: Item; readonly inputs: InputValues }[];
  /** Rows that the challenger's rules reject. */
  readonly refused: number;
}
