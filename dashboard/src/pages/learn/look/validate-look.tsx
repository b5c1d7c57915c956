import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { MeasuredMetric } from "../../../api/schema.gen.ts";
import { LineFigure } from "../../../parts/chart/line-figure.tsx";
import { DataTable } from "../../../parts/data-table.tsx";
import { Faint } from "../../../parts/faint.tsx";
import { formatNumber, formatShare } from "../../../parts/format.ts";
import { formatMetric } from "../../../parts/metrics.ts";
import { IntervalBar } from "../../validation/interval-bar.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** Each metric with its interval; of a binary model what moves with the threshold. */
export function ValidateLook({ page: { facts } }: WayProps): ReactNode {
  const { validation, thresholds } = facts;
  if (validation === null) return <NothingHere />;
  const own = thresholds?.rows[thresholds.chosen];
  return (
    <Stack gap="lg">
      <DataTable
        label="Metrics with their intervals"
        leastWidth={420}
        rows={validation.metrics}
        rowKey={({ metric }) => metric}
        columns={[
          { header: "Metric", cell: ({ title }) => title },
          { header: "Value", kind: "number", cell: ({ metric, value }) => formatMetric(metric, value) },
          { header: "95% interval", cell: (metric) => <Interval {...metric} /> },
        ]}
      />
      {thresholds === null || own === undefined ? null : (
        <LineFigure
          title="What moves with the threshold"
          points={thresholds.rows.map(({ threshold, precision, recall, accuracy }) => ({
            x: threshold,
            values: { precision, recall, accuracy },
          }))}
          series={[
            { key: "recall", label: "recall", color: "blue.6" },
            { key: "precision", label: "precision", color: "orange.7", dash: "6 3" },
            { key: "accuracy", label: "accuracy", color: "gray.6", dash: "2 3" },
          ]}
          format={(value) => formatShare(value)}
          x={{ kind: "number", label: "Threshold", from: 0, to: 1 }}
          markers={[{ x: own.threshold, label: "own threshold", color: "teal.7" }]}
          summary={`At its own threshold of ${formatNumber(own.threshold)} it finds ${formatShare(own.recall)} of the true cases, and ${formatShare(own.precision)} of what it calls true is true.`}
          height={260}
        />
      )}
    </Stack>
  );
}

function Interval({ metric, value, low, high, unit }: MeasuredMetric): ReactNode {
  const isBounded = unit === "share" || unit === "score";
  return (
    <>
      <Faint>
        {formatMetric(metric, low)} – {formatMetric(metric, high)}
      </Faint>
      <IntervalBar
        {...{ value, low, high }}
        from={isBounded ? Math.min(0, low) : 0}
        to={isBounded ? 1 : high * 1.2}
      />
    </>
  );
}
