import type { Definition } from "../../../src/core/definition/index.ts";
import type { LoopEvent } from "./diary.ts";
import type { ServedShop } from "./served-shop.ts";
import type { Visited, World } from "./world.ts";

/** What goes on from one look to the next. */
export interface Scene {
  readonly definition: Definition;
  readonly directory: string;
  readonly world: World;
  readonly shop: ServedShop;
  readonly emit: (event: LoopEvent) => void;
  readonly clock: { now: number };
  /** All since the model went live. */
  readonly visits: Visited[];
  /** How many entries of each rollout's history were told. */
  readonly told: Map<string, number>;
  /** By which version each visitor was answered since a version or a rollout last moved. */
  readonly seen: Map<string, number>;
  champion: number;
  /** Whether the whole interval of the accuracy measured at the last look was good; not where nothing was measured. */
  isSurelyGood: boolean;
}

/** After `from`, up to `to`, epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
