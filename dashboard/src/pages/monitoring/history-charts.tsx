import { NativeSelect, SimpleGrid } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { History } from "../../api/schema.gen.ts";
import type { Marker } from "../../parts/chart/chart-data.ts";
import { LineFigure } from "../../parts/chart/line-figure.tsx";
import type { LineFigureProps } from "../../parts/chart/line-figure-props.ts";
import { formatCount, formatMs, formatShare, formatSpan } from "../../parts/format.ts";
import { formatMetric, metrics, metricTitle } from "../../parts/metrics.ts";
import { Panel } from "../../parts/panel.tsx";
import {
  coveragePoints,
  errorPoints,
  latencyPoints,
  qualityPoints,
  trafficPoints,
} from "./history-points.ts";

interface HistoryChartsProps {
  readonly history: History;
  readonly range: { readonly from: number; readonly to: number };
  readonly markers: readonly Marker[];
}

type Common = Pick<LineFigureProps, "x" | "markers">;

/** Every chart of the page, on one time axis. */
export const HistoryCharts = memo(function HistoryCharts({
  history,
  range,
  markers,
}: HistoryChartsProps): ReactNode {
  const x = { kind: "time", label: "Time", ...range, width: history.partMs } as const;
  const common = { x, markers };
  const errors = errorPoints(history);
  return (
    <>
      <QualityChart history={history} common={common} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <LatencyChart history={history} common={common} />
        <Panel title="Traffic">
          <LineFigure
            title={`Predictions in each ${formatSpan(history.partMs)}`}
            points={trafficPoints(history)}
            series={[{ key: "predictions", label: "Predictions", color: "blue.6", shape: "bar" }]}
            format={formatCount}
            y={{ from: 0, isWhole: true }}
            {...common}
          />
        </Panel>
        <Panel title="Errors">
          <LineFigure
            title="Requests that failed, of all"
            points={errors}
            series={[{ key: "failed", label: "Failed", color: "red.7" }]}
            format={(value) => formatShare(value, 2)}
            y={{ from: 0, to: Math.max(0.01, ...errors.map(({ values }) => values.failed ?? 0)) }}
            {...common}
          />
        </Panel>
        <Panel title="Label coverage">
          <LineFigure
            title="Predictions whose label has come, of all"
            points={coveragePoints(history)}
            series={[{ key: "labelled", label: "Labelled", color: "teal.7" }]}
            format={formatShare}
            y={{ from: 0, to: 1 }}
            {...common}
          />
        </Panel>
      </SimpleGrid>
    </>
  );
});

interface ChartProps {
  readonly history: History;
  readonly common: Common;
}

function QualityChart({ history, common }: ChartProps): ReactNode {
  const { metric: chosen } = useSearch({ from: "/monitoring" });
  const navigate = useNavigate({ from: "/monitoring" });
  const known = Object.keys(metrics).filter((name) =>
    history.parts.some(({ quality }) => quality?.measured[name] ?? quality?.estimated[name]),
  );
  const metric = chosen ?? known[0] ?? (history.task === "regression" ? "mae" : "accuracy");
  const isEstimated = history.task !== "regression"; // a number has no score to estimate from
  return (
    <Panel
      title="Quality"
      note={`Measured on the labels that have come${isEstimated ? ", and estimated from the calibrated scores of all predictions" : ""}.`}
      aside={
        <NativeSelect
          aria-label="Metric"
          size="xs"
          w={180}
          data={[...new Set([metric, ...known])].map((value) => ({ value, label: metricTitle(value) }))}
          value={metric}
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            void navigate({ to: ".", search: (before) => ({ ...before, metric: value }) });
          }}
        />
      }
    >
      <LineFigure
        title={metricTitle(metric)}
        points={qualityPoints(history, metric)}
        series={[
          { key: "measured", label: "Measured", color: "blue.6" },
          ...(isEstimated ? [estimatedSeries] : []),
        ]}
        format={(value) => formatMetric(metric, value)}
        height={240}
        {...common}
      />
    </Panel>
  );
}

const estimatedSeries = { key: "estimated", label: "Estimated", color: "orange.7", dash: "6 4" } as const;

const phases: Readonly<Record<string, string>> = {
  total: "Whole request",
  queue: "Waiting",
  features: "Features",
  compute: "Model",
  log: "Event log",
};

function LatencyChart({ history, common }: ChartProps): ReactNode {
  const { phase = "total" } = useSearch({ from: "/monitoring" });
  const navigate = useNavigate({ from: "/monitoring" });
  return (
    <Panel
      title="Latency"
      aside={
        <NativeSelect
          aria-label="Phase"
          size="xs"
          w={150}
          data={Object.entries(phases).map(([value, label]) => ({ value, label }))}
          value={phase}
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            void navigate({ to: ".", search: (before) => ({ ...before, phase: value }) });
          }}
        />
      }
    >
      <LineFigure
        title={phases[phase] ?? phase}
        points={latencyPoints(history, phase)}
        series={[
          { key: "p99", label: "p99", color: "red.7" },
          { key: "p95", label: "p95", color: "orange.7", dash: "6 4" },
          { key: "p50", label: "p50", color: "blue.6", dash: "2 3" },
        ]}
        format={formatMs}
        y={{ from: 0 }}
        {...common}
      />
    </Panel>
  );
}
