/** Which model answers now. A new one is started and proven beside the old one, takes over in one step, and the old one drains. */
import { type InferencePool, openPool, type PoolOptions } from "./inference-pool.ts";
import type { ServedModel } from "./served-model.ts";

export interface Serving {
  readonly model: ServedModel;
  readonly pool: InferencePool;
}

export class ModelHost {
  readonly #options: PoolOptions;
  #serving: Serving | null = null;
  #last: Promise<unknown> = Promise.resolve();
  readonly #draining = new Set<Promise<void>>();
  #stopping = false;

  constructor(options: PoolOptions = {}) {
    this.#options = options;
  }

  /** Null until the first model has answered its warm-up. Whoever takes it uses it at once, before it can drain. */
  get serving(): Serving | null {
    return this.#serving;
  }

  /** Whether a model answers and the host is not about to stop. */
  get ready(): boolean {
    return this.#serving !== null && !this.#stopping;
  }

  /** Puts `model` in the place of the one that serves; where it fails its warm-up, the old one goes on. */
  load(model: ServedModel): Promise<void> {
    const swap = this.#last.then(async () => {
      const next = { model, pool: await openPool(model, this.#options) };
      const old = this.#serving;
      this.#serving = next;
      if (old === null) return;
      const drained = old.pool.drain().finally(() => this.#draining.delete(drained));
      this.#draining.add(drained);
    });
    this.#last = swap.catch(() => undefined); // whoever asked for the swap is told; the next one goes ahead
    return swap;
  }

  /** From now on not ready; what comes is answered still. */
  beginStop(): void {
    this.#stopping = true;
  }

  /** Answers what was taken, then stops every thread. */
  async close(): Promise<void> {
    this.beginStop();
    await this.#last;
    await Promise.all([...this.#draining, this.#serving?.pool.drain()]);
  }

  /** Stops every thread that serves now at once, answered or not. */
  async stop(): Promise<void> {
    this.beginStop();
    await this.#serving?.pool.stop();
  }
}
