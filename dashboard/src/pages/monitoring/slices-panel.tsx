import { memo, type ReactNode } from "react";
import type { Figure, QualitySummary, Status } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatCount } from "../../parts/format.ts";
import { formatMetric, metricTitle } from "../../parts/metrics.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";

interface SlicesPanelProps {
  readonly range: { readonly from: number; readonly to: number };
}

/** The champion's quality by declared slice over the whole span, the worst first. */
export const SlicesPanel = memo(function SlicesPanel({ range }: SlicesPanelProps): ReactNode {
  const query = useAsk("GET /api/status", { query: range }, { everyMs: 30_000 });
  return (
    <QueryView query={query}>
      {(status) => (
        <Panel
          title="Slices"
          note={`Of the champion, version ${status.version}, over the whole span; the worst first.`}
        >
          {status.quality === null ? (
            <MessageState title="Nothing was predicted">
              Wait for predictions, or choose a longer span.
            </MessageState>
          ) : (
            <SliceTable status={status} all={status.quality} />
          )}
        </Panel>
      )}
    </QueryView>
  );
});

function SliceTable({ status, all }: { readonly status: Status; readonly all: QualitySummary }): ReactNode {
  const metric = status.task === "regression" ? "mae" : "accuracy";
  const sign = metric === "mae" ? -1 : 1;
  const rankOf = ({ measured }: QualitySummary) =>
    sign * (measured[metric]?.value ?? Number.POSITIVE_INFINITY);
  const slices = [...status.slices].sort((one, other) => rankOf(one) - rankOf(other));
  return (
    <DataTable
      label="Quality by slice"
      mostHeight={420}
      rows={[all, ...slices]}
      rowKey={({ slice }) => slice}
      columns={[
        { header: "Slice", cell: ({ slice }) => (slice === "" ? <b>All rows</b> : slice) },
        {
          header: metricTitle(metric),
          kind: "number",
          cell: ({ measured }) => <Measured metric={metric} figure={measured[metric]} />,
        },
        ...(status.task === "regression" ? [] : [estimatedColumn(metric)]),
        {
          header: "Labels",
          kind: "number",
          cell: ({ labelled, predicted }) => (
            <>
              {formatCount(labelled)}
              <Faint>of {formatCount(predicted)}</Faint>
            </>
          ),
        },
      ]}
    />
  );
}

function estimatedColumn(metric: string): DataColumn<QualitySummary> {
  return {
    header: "Estimated",
    kind: "number",
    cell: ({ estimated }) => <Measured metric={metric} figure={estimated[metric]} />,
  };
}

interface MeasuredProps {
  readonly metric: string;
  readonly figure: Figure | undefined;
}

function Measured({ metric, figure }: MeasuredProps): ReactNode {
  if (figure === undefined) return <Faint>not enough data</Faint>;
  const { value, low, high } = figure;
  return (
    <>
      {formatMetric(metric, value)}
      {low === null || high === null ? null : (
        <Faint>
          {formatMetric(metric, low)} – {formatMetric(metric, high)}
        </Faint>
      )}
    </>
  );
}
