/**
 * What only the server knows of its answers, counted minute by minute: how long they took and how they ended. What one
 * process counts merges exactly with what others count.
 */
import { randomUUID } from "node:crypto";
import { type LatencyPhase, type OutcomeCode, windowStart } from "../core/profile/index.ts";
import type { CountedMinute } from "../io/store/profiles.ts";
import type { Compared, ServedModel } from "../stages/7-serve/live.ts";
import { isTimed, MinuteCounts } from "./minute-counts.ts";

export interface RequestCountsOptions {
  /** Whose minute it is: what serves now. */
  readonly model: () => Pick<ServedModel, "name" | "version"> | null;
  /** Epoch milliseconds; Date.now unless told. */
  readonly clock?: () => number;
}

/** Minutes that nobody kept: as many as a day has. */
const mostMinutes = 1_440;

/** Counts nothing until somebody keeps it. */
export class RequestCounts {
  /** Names what this process counts among what others do. */
  readonly process = randomUUID();
  readonly #options: Required<RequestCountsOptions>;
  #minutes = 0;
  #isKept = false;
  /** By version, all of one minute of one model. */
  readonly #current = new Map<number, MinuteCounts>();
  #closed: MinuteCounts[] = [];

  constructor({ model, clock = Date.now }: RequestCountsOptions) {
    this.#options = { model, clock };
  }

  /** Counts from now on. */
  begin(): void {
    this.#isKept = true;
  }

  /**
   * A request ended; `ms` is from its whole body to its answer, null where no answer of a model was asked for. It counts
   * for each of `versions`, that its rows went to; for the champion where none is told.
   */
  ended(route: string, code: OutcomeCode, ms: number | null, versions?: ReadonlySet<number>): void {
    const told: Iterable<number | undefined> =
      versions === undefined || versions.size === 0 ? [undefined] : versions;
    for (const version of told) {
      const minute = this.#minute(version);
      minute?.ended(route, code);
      if (ms !== null && isTimed(code)) minute?.took("total", ms);
    }
  }

  /** A batch of rows went through a phase; the champion's where no version is told. */
  took(phase: LatencyPhase, ms: number, version?: number): void {
    this.#minute(version)?.took(phase, ms);
  }

  /** A challenger could not answer rows, and the champion did. */
  trialFailed(version: number, code: OutcomeCode, rows: number): void {
    this.#minute(version)?.ended(trialName, code, rows);
  }

  /** A challenger in shadow was compared with the champion. */
  compared(compared: Compared): void {
    this.#minute(compared.version)?.compared(compared);
  }

  /** What is to be kept, and is given again until it is {@link kept}: the minutes that ended, or all. */
  due({ all = false }: { readonly all?: boolean } = {}): readonly CountedMinute[] {
    const now = windowStart(this.#options.clock(), "minute");
    for (const { place } of this.#current.values())
      if (all || place.start < now) {
        this.#close();
        break;
      }
    return this.#closed.map(({ whole }) => whole);
  }

  /** These need not be given again. */
  kept(minutes: readonly CountedMinute[]): void {
    const sources = new Set(minutes.map(({ source }) => source));
    this.#closed = this.#closed.filter(({ place }) => !sources.has(place.source));
  }

  #minute(told?: number): MinuteCounts | null {
    const serving = this.#options.model();
    if (!this.#isKept || serving === null) return null;
    const { name: model, version: champion } = serving;
    const version = told ?? champion;
    const start = windowStart(this.#options.clock(), "minute");
    const known = this.#current.get(version);
    if (known?.place.start === start && known.place.model === model) return known;
    const [other] = this.#current.values();
    if (other !== undefined && (other.place.start !== start || other.place.model !== model)) this.#close();
    this.#minutes += 1;
    const made = new MinuteCounts({ source: `${this.process}/${this.#minutes}`, model, version, start });
    this.#current.set(version, made);
    return made;
  }

  #close(): void {
    this.#closed.push(...this.#current.values());
    this.#current.clear();
    this.#closed.splice(0, this.#closed.length - mostMinutes);
  }
}

/** Under which rows are counted that a challenger could not answer. */
const trialName = "challenger";
