import { Button, Code, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { FeatureView, FeatureWords } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { BarChart } from "../../parts/chart/bar-chart.tsx";
import { ChartFigure } from "../../parts/chart/chart-figure.tsx";
import { formatShare, formatTick } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { useDataSearch } from "./use-data-search.ts";

interface FeaturePanelProps {
  readonly run: string;
  readonly name: string;
  /** Null for a column. */
  readonly words: FeatureWords | null;
}

/** One feature or column: what it is, how it is computed, and how its values lie by the label. */
export function FeaturePanel({ run, name, words }: FeaturePanelProps): ReactNode {
  const query = useAsk("GET /api/runs/{run}/features/{feature}", { path: { run, feature: name } });
  const change = useDataSearch();
  return (
    <Panel
      title={name}
      note={words === null ? "A column of the events." : words.words}
      aside={
        <Button size="compact-xs" variant="default" onClick={() => change({ feature: undefined })}>
          Close
        </Button>
      }
    >
      <Stack gap="md">
        <QueryView query={query} height={280}>
          {(view) => <LabelChart view={view} />}
        </QueryView>
        {words?.sql == null ? null : (
          <div>
            <Text size="sm" fw={600} mb={4}>
              SQL
            </Text>
            <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
              {words.sql}
            </Code>
          </div>
        )}
      </Stack>
    </Panel>
  );
}

const colors = ["gray.6", "blue.6", "teal.6", "orange.6", "grape.6", "pink.6"];

function LabelChart({ view }: { readonly view: FeatureView }): ReactNode {
  const bins = binNames(view);
  if (bins.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Its values are personal, keys or free text: they are not looked at.
      </Text>
    );
  const { groups } = view;
  const share = (group: FeatureView["groups"][number], bin: number) =>
    (group.counts[bin] ?? 0) / Math.max(1, group.rows - group.missing);
  const missing = groups
    .filter((group) => group.missing > 0)
    .map((group) => `${formatShare(group.missing / group.rows)} of ${view.label} = ${group.label}`);
  return (
    <ChartFigure
      title={`By ${view.label}`}
      summary={`Shares of the rows of each label, by the value of ${view.name}.${missing.length === 0 ? "" : ` Missing: ${missing.join(", ")}.`}`}
      rows={bins.length}
      columns={[
        { title: "Values", align: "left", cell: (row) => bins[row] },
        ...groups.map((group) => ({
          title: `${view.label} = ${group.label}`,
          cell: (row: number) => formatShare(share(group, row)),
        })),
      ]}
    >
      <BarChart
        bins={bins}
        values={Object.fromEntries(
          groups.map((group) => [group.label, bins.map((_, at) => share(group, at))]),
        )}
        groups={groups.map(({ label }, at) => ({
          key: label,
          label: `${view.label} = ${label}`,
          color: colors[at % colors.length] ?? "blue.6",
        }))}
        format={(value) => formatShare(value)}
        height={260}
      />
    </ChartFigure>
  );
}

/** Whole numbers that have a bin each are called by themselves. */
function binNames({ edges, values }: FeatureView): string[] {
  if (edges.length === 0) return values.map((value) => (value === "" ? "others" : value));
  const starts = edges.slice(0, -1);
  const width = (edges[1] ?? 0) - (edges[0] ?? 0);
  if (width === 1 && !Number.isInteger(edges[0])) return starts.map((edge) => formatTick(edge + 0.5));
  return starts.map((edge) => formatTick(edge));
}
