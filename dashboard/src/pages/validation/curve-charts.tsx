import { SimpleGrid } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThresholdRow, ValidationView } from "../../api/schema.gen.ts";
import { LineFigure } from "../../parts/chart/line-figure.tsx";
import { formatShare } from "../../parts/format.ts";

interface CurveChartsProps {
  readonly curves: NonNullable<ValidationView["curves"]>;
  /** The threshold that is marked on both. */
  readonly row: ThresholdRow;
}

const share = (value: number) => formatShare(value, 0);
const unit = { from: 0, to: 1 };

/** ROC and precision against recall, with the place of the threshold. */
export function CurveCharts({ curves, row }: CurveChartsProps): ReactNode {
  const { falsePositiveRate, recall, precision } = row;
  const here = (x: number | null) => (x === null ? [] : [{ x, label: "this threshold", color: "orange.7" }]);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <LineFigure
        title="ROC"
        summary={`Here ${formatShare(recall)} of what is true is found, at ${formatShare(falsePositiveRate)} false alarms among what is false.`}
        points={curves.roc.map(({ falsePositiveRate: x, truePositiveRate: found }) => ({
          x,
          values: { found, chance: x },
        }))}
        series={[
          { key: "found", label: "model", color: "blue.6" },
          { key: "chance", label: "by chance", color: "gray.6", dash: "5 4" },
        ]}
        format={share}
        x={{ kind: "number", label: "False positive rate", format: share, ...unit }}
        y={unit}
        markers={here(falsePositiveRate)}
        height={240}
      />
      <LineFigure
        title="Precision and recall"
        summary={`Here ${formatShare(precision)} of what is answered true is true.`}
        points={curves.precisionRecall.map(({ recall: x, precision: right }) => ({ x, values: { right } }))}
        series={[{ key: "right", label: "precision", color: "blue.6" }]}
        format={share}
        x={{ kind: "number", label: "Recall", format: share, ...unit }}
        y={unit}
        markers={here(recall)}
        height={240}
      />
    </SimpleGrid>
  );
}
