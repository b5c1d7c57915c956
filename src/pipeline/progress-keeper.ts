/** Keeps what a run tells, for whoever looks from another process: written at once, together where more came meanwhile. */
import type { RunEvent } from "../core/progress.ts";
import { addToJournal, type JournalEvent, type Store } from "../io/store/index.ts";

export interface ProgressKeeperOptions {
  readonly store: Store;
  readonly run: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export class ProgressKeeper {
  readonly #options: ProgressKeeperOptions;
  #waiting: JournalEvent[] = [];
  #written: Promise<void> = Promise.resolve();
  #failure: { readonly cause: unknown } | null = null;

  constructor(options: ProgressKeeperOptions) {
    this.#options = options;
  }

  tell(event: RunEvent): void {
    if (event.kind === "stageProgress") return; // thousands, of which only the last would matter
    this.#waiting.push(event);
    if (this.#waiting.length > 1) return;
    this.#written = this.#written
      .then(() => this.#write())
      .catch((cause: unknown) => {
        this.#failure ??= { cause };
      });
  }

  /** Resolves when all that was told is written; rejects where anything could not be. */
  async kept(): Promise<void> {
    await this.#written;
    if (this.#failure !== null) throw this.#failure.cause;
  }

  async #write(): Promise<void> {
    const { store, run, now } = this.#options;
    const events = this.#waiting;
    this.#waiting = [];
    await addToJournal(store, { run, at: now(), events });
  }
}
