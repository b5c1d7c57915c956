import { formatPoints } from "../format.ts";
import type { Worse } from "./figure-difference.ts";

export interface DifferenceWordsOptions {
  /** Whether the figures are shares, whose difference is told in points of a hundred. */
  readonly isInPoints: boolean;
}

/** A difference for people, with the side to which it speaks: `"better by 43.5 points (95%: 41.2 to 45.9 better)"`. */
export function differenceWords({ value, low, high }: Worse, { isInPoints }: DifferenceWordsOptions): string {
  const shown = (difference: number) => amount(difference, { isInPoints });
  const unit = isInPoints ? " points" : "";
  const size = Number(shown(value)) === 0 ? "no different" : `${side(value)} by ${shown(value)}${unit}`;
  const [one, other] = value < 0 ? [high, low] : [low, high];
  const first = side(one) === side(other) ? "" : ` ${side(one)}`;
  return `${size} (95%: ${shown(one)}${first} to ${shown(other)} ${side(other)})`;
}

/** How much worse is allowed, as a difference is told. */
export function allowedWords(bound: number, { isInPoints }: DifferenceWordsOptions): string {
  return `allowed ${amount(bound, { isInPoints })}${isInPoints ? " points" : ""} worse`;
}

function side(difference: number): "better" | "worse" {
  return difference < 0 ? "better" : "worse";
}

function amount(difference: number, { isInPoints }: DifferenceWordsOptions): string {
  const size = Math.abs(difference);
  return isInPoints ? formatPoints(size).slice(0, -1) : size.toPrecision(4);
}
