/** The lengths of the windows that are kept: each level is merged from the one before it. */
export const levels = ["minute", "hour", "day"] as const;
export type Level = (typeof levels)[number];

export interface LevelRow {
  readonly ms: number;
  /** The level that is merged from this one. */
  readonly above: Level | null;
}

export const levelTable: Readonly<Record<Level, LevelRow>> = {
  minute: { ms: 60_000, above: "hour" },
  hour: { ms: 3_600_000, above: "day" },
  day: { ms: 86_400_000, above: null },
};

/** The beginning of the window of `level` that `at` (epoch milliseconds) lies in; UTC. */
export function windowStart(at: number, level: Level): number {
  return Math.floor(at / levelTable[level].ms) * levelTable[level].ms;
}
