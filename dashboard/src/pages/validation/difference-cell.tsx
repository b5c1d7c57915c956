import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { FigureBeside } from "../../api/schema.gen.ts";
import { formatDifference } from "../../parts/format.ts";
import { IntervalBar } from "./interval-bar.tsx";

interface DifferenceCellProps {
  readonly theirs: FigureBeside | null;
  readonly better: "higher" | "lower";
  readonly unit: string;
}

const verdicts = {
  better: { mark: "✓", word: "better", color: "var(--state-good)" },
  same: { mark: "=", word: "not distinguishable", color: "dimmed" },
  worse: { mark: "✗", word: "worse", color: "var(--state-bad)" },
} as const;

/** How far a figure is from the champion's, with the interval of pairs, and to which side that speaks. */
export function DifferenceCell({ theirs, better, unit }: DifferenceCellProps): ReactNode {
  if (theirs === null) return "–";
  const { value, low, high } = theirs.difference;
  const sign = better === "higher" ? 1 : -1;
  const side = low > 0 ? sign : high < 0 ? -sign : 0;
  const { mark, word, color } = verdicts[side > 0 ? "better" : side < 0 ? "worse" : "same"];
  const reach = Math.max(Math.abs(low), Math.abs(high), 1e-12) * 1.1;
  return (
    <>
      <Text size="xs" fw={700} c={color}>
        {mark} {word}
      </Text>
      <Text size="xs">
        {formatDifference(value, unit)} ({formatDifference(low, unit)} to {formatDifference(high, unit)})
      </Text>
      <IntervalBar value={value} low={low} high={high} from={-reach} to={reach} mark={0} />
    </>
  );
}
