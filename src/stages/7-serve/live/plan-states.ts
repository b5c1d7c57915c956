/** The states of entities by the plan that makes them: the champion's, and a challenger's where it is on trial with another. */
import type { ModelHost } from "../inference/index.ts";
import { EntityStates, type EntityStatesOptions } from "./entity-states.ts";
import { type LiveModel, liveModelOf } from "./live-model.ts";

export interface PlanStatesOptions extends Omit<EntityStatesOptions, "model" | "follows"> {
  readonly host: ModelHost;
}

/** Fewer than this cost less to read than to save. */
const leastFactsToSave = 16;
/** Of each plan, so that a stop ends soon. */
const mostSaved = 5_000;

export class PlanStates {
  readonly #options: PlanStatesOptions;
  readonly #states = new Map<string, EntityStates>();

  constructor(options: PlanStatesOptions) {
    this.#options = options;
  }

  /** Entities whose state is in memory. */
  get size(): number {
    return [...this.#states.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** The states of the model's plan; those of plans that nobody is served by any more go. */
  of(model: LiveModel): EntityStates {
    this.#leaveUnused();
    const known = this.#states.get(model.plan);
    if (known !== undefined) return known;
    const { host: _, ...options } = this.#options;
    const made = new EntityStates({ ...options, model });
    this.#states.set(model.plan, made);
    return made;
  }

  /** Saves what spares reading later. */
  async save(): Promise<void> {
    this.#leaveUnused();
    for (const states of this.#states.values()) {
      const snapshots = states.snapshots(leastFactsToSave).slice(-mostSaved);
      await this.#options.log.saveSnapshots(states.plan, snapshots);
    }
  }

  #leaveUnused(): void {
    if (this.#states.size < 2) return;
    const { serving, trial } = this.#options.host;
    const used = [serving, trial?.serving ?? null].map((each) =>
      each === null ? null : liveModelOf(each.model).plan,
    );
    for (const plan of this.#states.keys()) if (!used.includes(plan)) this.#states.delete(plan);
  }
}
