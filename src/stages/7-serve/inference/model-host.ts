/**
 * Which model answers now. A new one is started and proven beside the old one, takes over in one step, and the old one
 * drains. Beside the champion a challenger may be on trial: it is as ready as the champion before anything is asked of it.
 */
import type { RolloutMode } from "../../../core/rollout/index.ts";
import { isInShare } from "../../../core/rollout/share.ts";
import { type InferencePool, openPool, type PoolOptions } from "./inference-pool.ts";
import type { ServedModel } from "./served-model.ts";

export interface Serving {
  readonly model: ServedModel;
  readonly pool: InferencePool;
}

/** How a challenger is tried: in shadow, or on a share of the entities. */
export interface TrialTerms {
  /** The rollout's id. */
  readonly rollout: string;
  readonly mode: RolloutMode;
  /** Of the entities that see it; none in shadow. */
  readonly share: number;
}

export interface Trial extends TrialTerms {
  readonly serving: Serving;
}

export class ModelHost {
  readonly #options: PoolOptions;
  #serving: Serving | null = null;
  #trial: Trial | null = null;
  #last: Promise<unknown> = Promise.resolve();
  readonly #draining = new Set<Promise<void>>();
  #stopping = false;

  constructor(options: PoolOptions = {}) {
    this.#options = options;
  }

  /** The champion; null until it has answered its warm-up. Whoever takes it uses it at once, before it can drain. */
  get serving(): Serving | null {
    return this.#serving;
  }

  /** The challenger beside it, which has answered its warm-up; null where none is on trial. */
  get trial(): Trial | null {
    return this.#trial;
  }

  /** Whether a model answers and the host is not about to stop. */
  get ready(): boolean {
    return this.#serving !== null && !this.#stopping;
  }

  /** What answers for an entity: the challenger where it is a canary and the entity within its share. */
  servingOf(entity: string): Serving | null {
    const trial = this.#trial;
    if (trial === null || trial.mode !== "canary" || this.#serving === null) return this.#serving;
    return isInShare(trial.rollout, entity, trial.share) ? trial.serving : this.#serving;
  }

  /** Champion or challenger, if it is of this version; null where neither is. */
  servingOfVersion(version: number): Serving | null {
    const known = [this.#serving, this.#trial?.serving ?? null];
    return known.find((serving) => serving?.model.version === version) ?? null;
  }

  /**
   * Puts `model` in the place of the one that serves; where it fails its warm-up, the old one goes on. One that is on
   * trial takes over as it is.
   */
  load(model: ServedModel): Promise<void> {
    return this.#inTurn(async () => {
      const tried = this.#trial;
      const isTried = tried !== null && isSame(tried.serving.model, model);
      const next = isTried ? tried.serving : { model, pool: await openPool(model, this.#options) };
      const old = this.#serving;
      if (isTried) this.#trial = null;
      this.#serving = next;
      this.#drain(old);
    });
  }

  /** Puts `model` on trial beside the champion, once it has answered its warm-up; one that was on trial before drains. */
  try(model: ServedModel, terms: TrialTerms): Promise<void> {
    return this.#inTurn(async () => {
      const serving = { model, pool: await openPool(model, this.#options) };
      const old = this.#trial;
      this.#trial = { ...terms, serving };
      this.#drain(old?.serving ?? null);
    });
  }

  /** Other terms for the challenger that is on trial; nothing where it is no longer. */
  setTerms(terms: TrialTerms): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#trial?.rollout === terms.rollout) this.#trial = { ...this.#trial, ...terms };
    });
  }

  /** Takes the challenger back: what it was asked is answered, and nothing more is asked of it. */
  endTrial(): Promise<void> {
    return this.#inTurn(async () => {
      const old = this.#trial;
      this.#trial = null;
      this.#drain(old?.serving ?? null);
    });
  }

  /** From now on not ready; what comes is answered still. */
  beginStop(): void {
    this.#stopping = true;
  }

  /** Answers what was taken, then stops every thread. */
  async close(): Promise<void> {
    this.beginStop();
    await this.#last;
    await Promise.all([...this.#draining, this.#serving?.pool.drain(), this.#trial?.serving.pool.drain()]);
  }

  /** Stops every thread that serves now at once, answered or not. */
  async stop(): Promise<void> {
    this.beginStop();
    await Promise.all([this.#serving?.pool.stop(), this.#trial?.serving.pool.stop()]);
  }

  /** Changes of what serves, one after the other. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#last.then(change);
    this.#last = done.catch(() => undefined); // whoever asked for the change is told; the next one goes ahead
    return done;
  }

  #drain(old: Serving | null): void {
    if (old === null) return;
    const drained = old.pool.drain().finally(() => this.#draining.delete(drained));
    this.#draining.add(drained);
  }
}

function isSame(one: ServedModel, other: ServedModel): boolean {
  return one.name === other.name && one.version === other.version;
}
