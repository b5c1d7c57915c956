/** What the runs of a pipeline tell while they work, in whichever process, as it comes. */
import { setTimeout as pause } from "node:timers/promises";
import {
  interruptedRuns,
  type JournalEntry,
  type JournalEvent,
  journalPlace,
  pageJournal,
} from "../../io/store/index.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface RunNews {
  readonly run: string;
  /** Null for what no run could tell. */
  readonly place: number | null;
  /** Epoch milliseconds. */
  readonly at: number | null;
  readonly event: JournalEvent | { readonly kind: "runInterrupted" };
}

export interface RunNewsInput extends Pick<ViewedProject, "store" | "definition"> {
  /** The place before the first that is wanted. */
  readonly after: number;
  readonly signal: AbortSignal;
}

const most = 500;
const lookEveryMs = 250;
const askAliveEveryMs = 1_000;

/** Where news begin: after `after`, or from now on where it is null, or a place that was never taken. */
export async function newsPlace(store: ViewedProject["store"], after: number | null): Promise<number> {
  const newest = await journalPlace(store);
  return Math.min(after ?? newest, newest);
}

/** Yields at every look, an empty list where nothing came; ends with `signal`. */
export async function* runNews(input: RunNewsInput): AsyncGenerator<readonly RunNews[]> {
  const { store, definition, after, signal } = input;
  const interruptions = new Interruptions(input);
  let place = after;
  while (!signal.aborted) {
    const entries = await pageJournal(store, { name: definition.name, after: place, limit: most });
    place = entries.at(-1)?.place ?? place;
    yield [...entries.map(newsOf), ...(await interruptions.look())];
    if (entries.length < most) await pause(lookEveryMs, undefined, { signal }).catch(() => undefined); // its end is asked above
  }
}

function newsOf({ run, place, at, event }: JournalEntry): RunNews {
  return { run, place, at, event };
}

/** A run that was killed says nothing: its process is asked for. Each is told once. */
class Interruptions {
  readonly #input: RunNewsInput;
  readonly #told = new Set<string>();
  #asked = Number.NEGATIVE_INFINITY;

  constructor(input: RunNewsInput) {
    this.#input = input;
  }

  async look(): Promise<RunNews[]> {
    const now = performance.now();
    if (now - this.#asked < askAliveEveryMs) return [];
    this.#asked = now;
    const { store, definition } = this.#input;
    const found = (await interruptedRuns(store, definition.name)).filter((run) => !this.#told.has(run));
    for (const run of found) this.#told.add(run);
    return found.map((run) => ({ run, place: null, at: null, event: { kind: "runInterrupted" } }));
  }
}
