import type { ReactNode } from "react";
import type { ValidationView } from "../../api/schema.gen.ts";
import { LineFigure } from "../../parts/chart/line-figure.tsx";
import { formatShare } from "../../parts/format.ts";

interface CalibrationChartProps {
  readonly curves: NonNullable<ValidationView["curves"]>;
}

const share = (value: number) => formatShare(value, 0);

/** The share that came true in bins of equal many rows, against what was said. */
export function CalibrationChart({ curves }: CalibrationChartProps): ReactNode {
  const gaps = curves.calibration.map(({ probability, share: came }) => Math.abs(probability - came));
  const worst = curves.calibration[gaps.indexOf(Math.max(...gaps))];
  const summary =
    worst === undefined
      ? "No row to calibrate on."
      : `Farthest off where ${formatShare(worst.probability)} was said on average: ${formatShare(worst.share)} of ${worst.rows} rows came true.`;
  return (
    <LineFigure
      title="Said and come true"
      summary={summary}
      points={curves.calibration.map(({ probability: x, share: came }) => ({
        x,
        values: { came, perfect: x },
      }))}
      series={[
        { key: "came", label: "came true", color: "blue.6" },
        { key: "perfect", label: "as said", color: "gray.6", dash: "5 4" },
      ]}
      format={share}
      x={{ kind: "number", label: "Probability that was said", format: share, from: 0, to: 1 }}
      y={{ from: 0, to: 1 }}
      height={240}
    />
  );
}
