/**
 * What only the server knows of its answers, counted minute by minute: how long they took and how they ended. What one
 * process counts merges exactly with what others count.
 */
import { randomUUID } from "node:crypto";
import {
  isFailure,
  type LatencyPhase,
  type LatencyWindow,
  type OutcomeCode,
  type OutcomeWindow,
  sketchOf,
  sketchPart,
  windowStart,
} from "../core/profile/index.ts";
import type { CountedMinute } from "../io/store/profiles.ts";
import type { ServedModel } from "../stages/7-serve/live.ts";

export interface RequestCountsOptions {
  /** Whose minute it is: what serves now. */
  readonly model: () => Pick<ServedModel, "name" | "version"> | null;
  /** Epoch milliseconds; Date.now unless told. */
  readonly clock?: () => number;
}

interface Latency {
  count: number;
  max: number;
  readonly parts: Map<number, number>;
}

interface Minute {
  readonly source: string;
  readonly model: string;
  readonly version: number;
  readonly start: number;
  readonly latencies: Map<LatencyPhase, Latency>;
  readonly outcomes: Map<string, Map<OutcomeCode, number>>;
}

/** Minutes that nobody kept: as many as a day has. */
const mostMinutes = 1_440;

/** Counts nothing until somebody keeps it. */
export class RequestCounts {
  readonly #options: Required<RequestCountsOptions>;
  readonly #process = randomUUID();
  #minutes = 0;
  #isKept = false;
  #current: Minute | null = null;
  #closed: Minute[] = [];

  constructor({ model, clock = Date.now }: RequestCountsOptions) {
    this.#options = { model, clock };
  }

  /** Counts from now on. */
  begin(): void {
    this.#isKept = true;
  }

  /** A request ended; `ms` is from its whole body to its answer, null where no answer of a model was asked for. */
  ended(route: string, code: OutcomeCode, ms: number | null): void {
    const minute = this.#minute();
    if (minute === null) return;
    const codes = minute.outcomes.get(route) ?? new Map<OutcomeCode, number>();
    codes.set(code, (codes.get(code) ?? 0) + 1);
    minute.outcomes.set(route, codes);
    // What is refused at once would hide how slow answers are.
    if (ms !== null && (code === "OK" || isFailure(code))) addLatency(minute, "total", ms);
  }

  /** A batch of rows went through a phase. */
  took(phase: LatencyPhase, ms: number): void {
    const minute = this.#minute();
    if (minute !== null) addLatency(minute, phase, ms);
  }

  /** What is to be kept, and is given again until it is {@link kept}: the minutes that ended, or all. */
  due({ all = false }: { readonly all?: boolean } = {}): readonly CountedMinute[] {
    if (all || (this.#current?.start ?? 0) < windowStart(this.#options.clock(), "minute")) this.#close();
    return this.#closed.map(countedMinute);
  }

  /** These need not be given again. */
  kept(minutes: readonly CountedMinute[]): void {
    const sources = new Set(minutes.map(({ source }) => source));
    this.#closed = this.#closed.filter(({ source }) => !sources.has(source));
  }

  #minute(): Minute | null {
    if (!this.#isKept) return null;
    const start = windowStart(this.#options.clock(), "minute");
    const serving = this.#options.model();
    const current = this.#current;
    if (current?.start === start && current.model === serving?.name && current.version === serving.version)
      return current;
    if (serving === null) return current;
    this.#close();
    const { name: model, version } = serving;
    this.#minutes += 1;
    const source = `${this.#process}/${this.#minutes}`;
    this.#current = { source, model, version, start, latencies: new Map(), outcomes: new Map() };
    return this.#current;
  }

  #close(): void {
    if (this.#current !== null) this.#closed.push(this.#current);
    this.#current = null;
    if (this.#closed.length > mostMinutes) this.#closed.shift();
  }
}

function addLatency({ latencies }: Minute, phase: LatencyPhase, ms: number): void {
  const known = latencies.get(phase) ?? { count: 0, max: 0, parts: new Map() };
  latencies.set(phase, known);
  const part = sketchPart(ms);
  known.count += 1;
  known.max = Math.max(known.max, ms);
  known.parts.set(part, (known.parts.get(part) ?? 0) + 1);
}

function countedMinute({ latencies, outcomes, ...minute }: Minute): CountedMinute {
  const times = [...latencies].map(
    ([name, { count, max, parts }]): LatencyWindow => ({
      kind: "latency",
      name,
      count,
      max,
      sketch: sketchOf(parts),
    }),
  );
  const ends = [...outcomes].map(
    ([name, counts]): OutcomeWindow => ({ kind: "outcomes", name, counts: Object.fromEntries(counts) }),
  );
  return { ...minute, profiles: [...times, ...ends] };
}
