import type { ReactNode } from "react";

interface IntervalBarProps {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The ends of the scale. */
  readonly from: number;
  readonly to: number;
  /** A place on the scale that is marked: zero, a bound. */
  readonly mark?: number;
  readonly color?: string;
}

const [width, height] = [130, 10];

/** A value with its interval on a scale; the numbers stand beside it in words. */
export function IntervalBar(props: IntervalBarProps): ReactNode {
  const { value, low, high, from, to, mark, color = "blue" } = props;
  const place = (at: number) => {
    const share = to === from ? 0 : (at - from) / (to - from);
    return 2 + (width - 4) * Math.min(1, Math.max(0, share));
  };
  const fill = `var(--mantine-color-${color}-filled)`;
  return (
    <svg width={width} height={height} aria-hidden="true" style={{ display: "block" }}>
      <line
        x1="2"
        x2={width - 2}
        y1="5"
        y2="5"
        stroke="var(--mantine-color-default-border)"
        strokeWidth="2"
      />
      <line x1={place(low)} x2={place(high)} y1="5" y2="5" stroke={fill} strokeWidth="4" opacity="0.45" />
      {mark === undefined ? null : (
        <line x1={place(mark)} x2={place(mark)} y1="0" y2="10" stroke="var(--mantine-color-text)" />
      )}
      <circle cx={place(value)} cy="5" r="3.5" fill={fill} />
    </svg>
  );
}
