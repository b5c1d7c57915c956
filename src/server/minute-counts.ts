/** What is counted of one version in one minute, while it grows. */
import {
  isFailure,
  type LatencyPhase,
  type LatencyWindow,
  type OutcomeCode,
  type OutcomeWindow,
  type ShadowWindow,
  type Sketch,
  sketchOf,
  sketchPart,
  type Timing,
} from "../core/profile/index.ts";
import type { CountedMinute } from "../io/store/profiles.ts";
import type { Compared } from "../stages/7-serve/live.ts";

export type MinutePlace = Omit<CountedMinute, "profiles">;

class Values {
  readonly #parts = new Map<number, number>();
  count = 0;
  max = 0;

  add(value: number): void {
    const part = sketchPart(value);
    this.count += 1;
    this.max = Math.max(this.max, value);
    this.#parts.set(part, (this.#parts.get(part) ?? 0) + 1);
  }

  get sketch(): Sketch {
    return sketchOf(this.#parts);
  }

  get timing(): Timing {
    return { count: this.count, max: this.max, sketch: this.sketch };
  }
}

interface Shadow {
  agreed: number;
  dropped: number;
  readonly failed: Map<string, number>;
  readonly scores: Values;
  readonly championScores: Values;
  readonly differences: Values;
  readonly latency: Values;
  readonly championLatency: Values;
}

export class MinuteCounts {
  readonly place: MinutePlace;
  readonly #latencies = new Map<LatencyPhase, Values>();
  readonly #outcomes = new Map<string, Map<OutcomeCode, number>>();
  /** By rollout. */
  readonly #shadows = new Map<string, Shadow>();

  constructor(place: MinutePlace) {
    this.place = place;
  }

  ended(route: string, code: OutcomeCode, times = 1): void {
    const codes = this.#outcomes.get(route) ?? new Map<OutcomeCode, number>();
    codes.set(code, (codes.get(code) ?? 0) + times);
    this.#outcomes.set(route, codes);
  }

  took(phase: LatencyPhase, ms: number): void {
    const known = this.#latencies.get(phase) ?? new Values();
    this.#latencies.set(phase, known);
    known.add(ms);
  }

  compared({ rollout, answers, failed, dropped }: Compared): void {
    const shadow = this.#shadows.get(rollout) ?? newShadow();
    this.#shadows.set(rollout, shadow);
    shadow.dropped += dropped;
    for (const { code, rows } of failed) shadow.failed.set(code, (shadow.failed.get(code) ?? 0) + rows);
    for (const { agrees, score, championScore, ms, championMs } of answers) {
      if (agrees) shadow.agreed += 1;
      shadow.scores.add(score);
      shadow.championScores.add(championScore);
      shadow.differences.add(score - championScore);
      shadow.latency.add(ms);
      shadow.championLatency.add(championMs);
    }
  }

  get whole(): CountedMinute {
    const times = [...this.#latencies].map(
      ([name, values]): LatencyWindow => ({ kind: "latency", name, ...values.timing }),
    );
    const ends = [...this.#outcomes].map(
      ([name, counts]): OutcomeWindow => ({ kind: "outcomes", name, counts: Object.fromEntries(counts) }),
    );
    return { ...this.place, profiles: [...times, ...ends, ...[...this.#shadows].map(shadowWindow)] };
  }
}

/** Whether how long it took says anything: what is refused at once would hide how slow answers are. */
export function isTimed(code: OutcomeCode): boolean {
  return code === "OK" || isFailure(code);
}

function newShadow(): Shadow {
  return {
    agreed: 0,
    dropped: 0,
    failed: new Map(),
    scores: new Values(),
    championScores: new Values(),
    differences: new Values(),
    latency: new Values(),
    championLatency: new Values(),
  };
}

function shadowWindow([name, shadow]: readonly [string, Shadow]): ShadowWindow {
  const { agreed, dropped, failed, scores, championScores, differences } = shadow;
  return {
    ...{ kind: "shadow", name, rows: scores.count, agreed, dropped, failed: Object.fromEntries(failed) },
    scores: scores.sketch,
    championScores: championScores.sketch,
    differences: differences.sketch,
    latency: shadow.latency.timing,
    championLatency: shadow.championLatency.timing,
  };
}
