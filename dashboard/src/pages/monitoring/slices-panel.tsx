import { ScrollArea, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Figure, QualitySummary, Status } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatCount } from "../../parts/format.ts";
import { formatMetric, metricTitle } from "../../parts/metrics.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";

interface SlicesPanelProps {
  readonly range: { readonly from: number; readonly to: number };
}

/** The champion's quality by declared slice over the whole span, the worst first. */
export function SlicesPanel({ range }: SlicesPanelProps): ReactNode {
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
}

function SliceTable({ status, all }: { readonly status: Status; readonly all: QualitySummary }): ReactNode {
  const metric = status.task === "regression" ? "mae" : "accuracy";
  const sign = metric === "mae" ? -1 : 1;
  const rankOf = ({ measured }: QualitySummary) =>
    sign * (measured[metric]?.value ?? Number.POSITIVE_INFINITY);
  const slices = [...status.slices].sort((one, other) => rankOf(one) - rankOf(other));
  return (
    <ScrollArea.Autosize
      mah={420}
      type="auto"
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Quality by slice" }}
    >
      <Table fz="sm" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Slice</Table.Th>
            <Table.Th ta="right">{metricTitle(metric)}</Table.Th>
            <Table.Th ta="right">Estimated</Table.Th>
            <Table.Th ta="right">Labels</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[all, ...slices].map((each) => (
            <Table.Tr key={each.slice}>
              <Table.Td fw={each.slice === "" ? 600 : 400}>
                {each.slice === "" ? "All rows" : each.slice}
              </Table.Td>
              <FigureCell metric={metric} figure={each.measured[metric]} />
              <FigureCell metric={metric} figure={each.estimated[metric]} />
              <Table.Td ta="right">
                {formatCount(each.labelled)}
                <Text size="xs" c="dimmed">
                  of {formatCount(each.predicted)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

function FigureCell({
  metric,
  figure,
}: {
  readonly metric: string;
  readonly figure: Figure | undefined;
}): ReactNode {
  if (figure === undefined)
    return (
      <Table.Td ta="right">
        <Text size="xs" c="dimmed">
          not enough data
        </Text>
      </Table.Td>
    );
  const { value, low, high } = figure;
  return (
    <Table.Td ta="right">
      {formatMetric(metric, value)}
      <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
        {low === null || high === null ? "" : `${formatMetric(metric, low)} – ${formatMetric(metric, high)}`}
      </Text>
    </Table.Td>
  );
}
