import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { MeasuredMetric, ValidationView } from "../../api/schema.gen.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatFigure } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { DifferenceCell } from "./difference-cell.tsx";
import { IntervalBar } from "./interval-bar.tsx";

/** Every metric with its interval, beside what simpler models reach on the same rows. */
export function MetricTable({ validation }: { readonly validation: ValidationView }): ReactNode {
  const { metrics, champion } = validation;
  const isBeside = champion !== null && metrics.some(({ theirs }) => theirs !== null);
  const names = [...new Set(metrics.flatMap(({ baselines }) => baselines.map(({ name }) => name)))];
  return (
    <Panel title="Metrics" note="With 95% intervals, on the rows that training did not see.">
      <DataTable
        label="Metrics"
        leastWidth={isBeside ? 900 : 560}
        rows={metrics}
        rowKey={({ metric }) => metric}
        columns={[
          {
            header: "Metric",
            cell: ({ title, better }) => (
              <>
                {title}
                <Faint>{`${better}\u00a0is\u00a0better`}</Faint>
              </>
            ),
          },
          { header: "Value", kind: "number", cell: ({ value, unit }) => <b>{formatFigure(value, unit)}</b> },
          { header: "95% interval", cell: (metric) => <Interval metric={metric} /> },
          ...(isBeside ? besideColumns(champion.version) : []),
          ...names.map(
            (header): DataColumn<MeasuredMetric> => ({
              header,
              note: "baseline",
              kind: "number",
              cell: ({ baselines, unit }) =>
                formatFigure(baselines.find(({ name }) => name === header)?.value, unit),
            }),
          ),
        ]}
      />
    </Panel>
  );
}

/** The champion's figures, and how far the model is from them. */
function besideColumns(version: number): DataColumn<MeasuredMetric>[] {
  return [
    {
      header: `Champion, version\u00a0${version}`,
      note: "on the same rows",
      kind: "number",
      cell: ({ theirs, unit }) =>
        theirs === null ? (
          "–"
        ) : (
          <>
            {formatFigure(theirs.value, unit)}
            <Faint>
              {formatFigure(theirs.low, unit)} – {formatFigure(theirs.high, unit)}
            </Faint>
          </>
        ),
    },
    {
      header: "Difference",
      note: "95% interval of pairs",
      width: 210,
      cell: ({ theirs, better, unit }) => <DifferenceCell theirs={theirs} better={better} unit={unit} />,
    },
  ];
}

function Interval({ metric }: { readonly metric: MeasuredMetric }): ReactNode {
  const { value, low, high, unit } = metric;
  const bounded = unit === "share" || unit === "score";
  return (
    <>
      <Text size="xs" style={{ whiteSpace: "nowrap" }}>
        {formatFigure(low, unit)} – {formatFigure(high, unit)}
      </Text>
      <IntervalBar
        value={value}
        low={low}
        high={high}
        from={0}
        to={bounded ? 1 : Math.max(high, value) * 1.1}
      />
    </>
  );
}
