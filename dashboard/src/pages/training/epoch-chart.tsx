import type { ReactNode } from "react";
import type { EpochReport, TrainingView } from "../../api/schema.gen.ts";
import type { Series } from "../../parts/chart/chart-data.ts";
import { LineFigure } from "../../parts/chart/line-figure.tsx";
import { formatNumber, formatShare } from "../../parts/format.ts";
import { runLabel } from "../../parts/run/run-picker.tsx";

const kinds = {
  loss: {
    title: "Loss",
    format: formatNumber,
    train: ({ trainLoss }: EpochReport) => trainLoss,
    validation: ({ validationLoss }: EpochReport) => validationLoss,
    y: {},
  },
  accuracy: {
    title: "Accuracy",
    format: (value: number) => formatShare(value),
    train: ({ trainAccuracy }: EpochReport) => trainAccuracy,
    validation: ({ validationAccuracy }: EpochReport) => validationAccuracy,
    y: {},
  },
} as const;

const otherColors = ["teal.7", "orange.7", "grape.6", "pink.7"];
const dashes = ["2 3", "8 3", "8 3 2 3", "1 4"];

interface EpochChartProps {
  readonly kind: keyof typeof kinds;
  readonly training: TrainingView;
  /** Of these the validation side alone is drawn. */
  readonly others: readonly TrainingView[];
}

/** Training and validation by epoch, from the random weights (0), the epoch that ships marked. */
export function EpochChart({ kind, training, others }: EpochChartProps): ReactNode {
  const { title, format, train, validation, y } = kinds[kind];
  const { run, plannedEpochs } = training;
  const last = Math.max(training.epochs.length, ...others.map(({ epochs }) => epochs.length));
  const first = [training, ...others].every(({ beforeTraining }) => beforeTraining === null) ? 1 : 0;
  const series: Series[] = [
    { key: "validation", label: "validation", color: "blue.6" },
    { key: "train", label: "training", color: "gray.6", dash: "5 4" },
    ...others.map((other, index) => ({
      key: other.run.id,
      label: `validation, ${runLabel(other.run)}`,
      color: otherColors[index % otherColors.length] ?? "teal.7",
      dash: dashes[index % dashes.length] ?? "2 3",
    })),
  ];
  const points = Array.from({ length: last - first + 1 }, (_, index) => {
    const x = first + index;
    const epoch = epochAt(training, x);
    const beside = others.map((other) => {
      const report = epochAt(other, x);
      return [other.run.id, report === null ? null : validation(report)] as const;
    });
    return {
      x,
      values: {
        validation: epoch === null ? null : validation(epoch),
        train: epoch === null ? null : train(epoch),
        ...Object.fromEntries(beside),
      },
    };
  });
  const best = training.bestEpoch;
  return (
    <LineFigure
      title={kind === "loss" ? `${title} (${training.loss})` : title}
      points={points}
      series={series}
      format={format}
      x={{
        kind: "number",
        label: "Epoch",
        isWhole: true,
        from: first,
        to: Math.max(2, last, run.status === "running" ? plannedEpochs : 0),
      }}
      y={y}
      markers={
        best === null
          ? []
          : [{ x: best, label: training.parameters === null ? "best so far" : "best epoch", color: "teal.7" }]
      }
      height={260}
    />
  );
}

function epochAt({ beforeTraining, epochs }: TrainingView, epoch: number): EpochReport | null {
  return epoch === 0 ? beforeTraining : (epochs[epoch - 1] ?? null);
}
