/** Which kept windows together are a span of time: as few as can be, the longest that lie wholly in it first. */
import { type Level, levelTable, windowStart } from "../../../core/profile/index.ts";
import type { KeptFrom } from "../../../io/store/index.ts";

export interface PlanInput {
  readonly from: number;
  readonly to: number;
  /** The beginnings of hours and days that stand for their minutes and hours. */
  readonly whole: Readonly<Record<"hour" | "day", ReadonlySet<number>>>;
  readonly keptFrom: KeptFrom;
}

/** Windows of `level` that begin in [from, to). */
export interface Piece {
  readonly level: Level;
  readonly from: number;
  readonly to: number;
}

/**
 * The pieces of [from, to), in their order. At its edges are windows of the finest level kept of that time: those that
 * begin in it.
 */
export function planWindow({ from, to, whole, keptFrom }: PlanInput): readonly Piece[] {
  const pieces: Piece[] = [];
  const isWhole = (level: "hour" | "day", at: number) =>
    windowStart(at, level) === at && at + levelTable[level].ms <= to && whole[level].has(at);
  for (let at = Math.max(from, keptFrom.day); at < to; ) {
    const level = isWhole("day", at)
      ? "day"
      : at < keptFrom.hour
        ? "day"
        : isWhole("hour", at) || at < keptFrom.minute
          ? "hour"
          : "minute";
    // A minute's piece goes on to where an hour may begin.
    const end =
      windowStart(at, level === "minute" ? "hour" : level) +
      levelTable[level === "minute" ? "hour" : level].ms;
    pieces.push({ level, from: at, to: Math.min(end, to) });
    at = end;
  }
  return joinPieces(pieces);
}

/** The same windows in as few pieces as can be: those of one level that follow one another are one. */
export function joinPieces(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.level === piece.level && last.to === piece.from)
      joined.splice(-1, 1, { ...last, to: piece.to });
    else joined.push(piece);
  }
  return joined;
}
