/** What a benchmark is: it measures on this machine, now, and says what it was to reach. */

export interface Measurement {
  /** What is measured: "training, rows/s". */
  readonly measure: string;
  readonly value: number;
  /** "x" is a ratio. */
  readonly unit: string;
  /** What `value` is compared with, where it is a ratio or a comparison. */
  readonly against?: string;
  readonly target?: number;
  /** Whether `value` must be at least or at most the target; at least unless told. */
  readonly better?: "higher" | "lower";
}

export interface BenchmarkOptions {
  /** A small run that proves the benchmark works; its numbers mean little. */
  readonly quick: boolean;
}

export interface Benchmark {
  readonly name: string;
  run(options: BenchmarkOptions): Promise<readonly Measurement[]>;
}

/** The middle of `values`. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Whether `measurement` reached its target; null where it has none. */
export function isMet({ value, target, better = "higher" }: Measurement): boolean | null {
  if (target === undefined) return null;
  return better === "higher" ? value >= target : value <= target;
}
