import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { LessonFacts } from "../../../api/schema.gen.ts";
import { formatCount } from "../../../parts/format.ts";
import { formatMetric, metricTitle } from "../../../parts/metrics.ts";
import { ScrollBox } from "../../../parts/scroll-box.tsx";
import { IntervalBar } from "../../validation/interval-bar.tsx";

type Comparison = NonNullable<LessonFacts["comparison"]>;

const shown = ["accuracy", "logLoss", "rocAuc", "macroF1", "rmse", "mae", "r2"];

/** The model with its cleaning rules beside the one without them, metric by metric. */
export function ComparisonTable({ comparison }: { readonly comparison: Comparison }): ReactNode {
  const { withRules, withoutRules, rows } = comparison;
  const names = shown.filter((name) => estimateOf(withRules, name) !== undefined);
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        With and without cleaning
      </Text>
      <ScrollBox label="With and without cleaning">
        <Table fz="sm" miw={520} aria-label="With and without cleaning">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Metric</Table.Th>
              <Table.Th>Model</Table.Th>
              <Table.Th ta="right">Value</Table.Th>
              <Table.Th colSpan={2}>95% interval</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name) => (
              <MetricRows key={name} name={name} comparison={comparison} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      <Text size="xs" c="dimmed" mt={4}>
        Learned from {formatCount(withRules.trainRows)} and {formatCount(withoutRules.trainRows)} rows; both
        measured on the same {formatCount(rows)} unseen, cleaned rows.
      </Text>
    </div>
  );
}

interface MetricRowsProps {
  readonly name: string;
  readonly comparison: Comparison;
}

function MetricRows({ name, comparison }: MetricRowsProps): ReactNode {
  const sides = [
    { model: "with its rules", estimate: estimateOf(comparison.withRules, name), color: "blue" },
    { model: "without them", estimate: estimateOf(comparison.withoutRules, name), color: "orange" },
  ];
  const ends = sides.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate.low, estimate.high]));
  return sides.map(({ model, estimate, color }, index) =>
    estimate === undefined ? null : (
      <Table.Tr key={model}>
        <Table.Td>{index === 0 ? metricTitle(name) : ""}</Table.Td>
        <Table.Td>{model}</Table.Td>
        <Table.Td ta="right">{formatMetric(name, estimate.value)}</Table.Td>
        <Table.Td w={150}>
          <IntervalBar {...estimate} from={Math.min(...ends)} to={Math.max(...ends)} color={color} />
        </Table.Td>
        <Table.Td c="dimmed">
          {formatMetric(name, estimate.low)} – {formatMetric(name, estimate.high)}
        </Table.Td>
      </Table.Tr>
    ),
  );
}

function estimateOf({ metrics }: Comparison["withRules"], name: string) {
  return Object.entries(metrics).find(([metric]) => metric === name)?.[1];
}
