import { Box, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { SubjectDrift } from "../../api/schema.gen.ts";
import { BarChart } from "../../parts/chart/bar-chart.tsx";
import { ChartFigure } from "../../parts/chart/chart-figure.tsx";
import { sharesOf } from "../../parts/chart/histogram-pair.tsx";
import { formatNumber, formatShare } from "../../parts/format.ts";
import { binLabels } from "./bin-labels.ts";

/** One subject's histograms, bin by bin. */
export function SubjectDetails({ subject }: { readonly subject: SubjectDrift }): ReactNode {
  const { name, sentence, baseline, window, importance } = subject;
  const labels = binLabels(subject);
  const [before, now] = [sharesOf(baseline.counts), sharesOf(window.counts)];
  if (labels.length === 0)
    return (
      <Text size="sm" c="dimmed" mt="md">
        {name} holds personal data, keys or free text: its values are not counted, only how many are missing.
      </Text>
    );
  const all = labels.map((bin, at) => ({ bin, before: before[at] ?? 0, now: now[at] ?? 0 }));
  const shown = all.filter((row) => row.before > 0 || row.now > 0);
  const words = importance === null ? "" : ` It carries ${formatShare(importance, 0)} of the importance.`;
  return (
    <Box>
      <ChartFigure
        title={name}
        summary={`${sentence === "" ? "Its values are as they were." : `${sentence}.`}${words}`}
        rows={shown.length}
        columns={[
          { title: "Values", align: "left", cell: (row) => shown[row]?.bin },
          { title: "Baseline", cell: (row) => formatShare(shown[row]?.before) },
          { title: "Now", cell: (row) => formatShare(shown[row]?.now) },
        ]}
      >
        <BarChart
          height={220}
          bins={shown.map(({ bin }) => bin)}
          values={{ before: shown.map((row) => row.before), now: shown.map((row) => row.now) }}
          groups={[
            { key: "before", label: "Baseline", color: "gray.6" },
            { key: "now", label: "Now", color: "blue.6" },
          ]}
          format={(value) => formatShare(value)}
        />
      </ChartFigure>
      {subject.distance === null ? null : (
        <Text size="xs" c="dimmed" mt={4}>
          Distance {formatNumber(subject.distance)}; windows without drift stay below{" "}
          {formatNumber(subject.threshold)}.
        </Text>
      )}
    </Box>
  );
}
