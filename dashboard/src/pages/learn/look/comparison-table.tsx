import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { LessonFacts } from "../../../api/schema.gen.ts";
import { type DataColumn, DataTable } from "../../../parts/data-table.tsx";
import { Faint } from "../../../parts/faint.tsx";
import { formatCount } from "../../../parts/format.ts";
import { formatMetric, metricTitle } from "../../../parts/metrics.ts";
import { IntervalBar } from "../../validation/interval-bar.tsx";

type Comparison = NonNullable<LessonFacts["comparison"]>;

const shown = ["accuracy", "logLoss", "rocAuc", "macroF1", "rmse", "mae", "r2"];

/** The model with its cleaning rules beside the one without them, metric by metric. */
export function ComparisonTable({ comparison }: { readonly comparison: Comparison }): ReactNode {
  const { withRules, withoutRules, rows } = comparison;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        With and without cleaning
      </Text>
      <DataTable
        label="With and without cleaning"
        leastWidth={520}
        rows={shown.flatMap((name) => sidesOf(comparison, name))}
        rowKey={({ name, model }) => `${name} ${model}`}
        columns={columns}
      />
      <Text size="xs" c="dimmed" mt={4}>
        Learned from {formatCount(withRules.trainRows)} and {formatCount(withoutRules.trainRows)} rows; both
        measured on the same {formatCount(rows)} unseen, cleaned rows.
      </Text>
    </div>
  );
}

interface Side {
  readonly name: string;
  readonly model: string;
  readonly color: string;
  readonly estimate: { readonly value: number; readonly low: number; readonly high: number };
  /** Where both intervals begin and end. */
  readonly from: number;
  readonly to: number;
}

/** The metric of both models; none where they lack it. */
function sidesOf({ withRules, withoutRules }: Comparison, name: string): Side[] {
  const sides = [
    { name, model: "with its rules", estimate: estimateOf(withRules, name), color: "blue" },
    { name, model: "without them", estimate: estimateOf(withoutRules, name), color: "orange" },
  ].flatMap(({ estimate, ...side }) => (estimate === undefined ? [] : [{ ...side, estimate }]));
  const ends = sides.flatMap(({ estimate }) => [estimate.low, estimate.high]);
  return sides.map((side) => ({ ...side, from: Math.min(...ends), to: Math.max(...ends) }));
}

const columns: readonly DataColumn<Side>[] = [
  { header: "Metric", cell: ({ name }) => metricTitle(name) },
  { header: "Model", cell: ({ model }) => model },
  { header: "Value", kind: "number", cell: ({ name, estimate }) => formatMetric(name, estimate.value) },
  {
    header: "95% interval",
    cell: ({ name, estimate, ...bar }) => (
      <>
        <Faint>
          {formatMetric(name, estimate.low)} – {formatMetric(name, estimate.high)}
        </Faint>
        <IntervalBar {...estimate} {...bar} />
      </>
    ),
  },
];

function estimateOf({ metrics }: Comparison["withRules"], name: string) {
  return Object.entries(metrics).find(([metric]) => metric === name)?.[1];
}
