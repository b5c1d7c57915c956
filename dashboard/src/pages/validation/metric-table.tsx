import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { MeasuredMetric, ValidationView } from "../../api/schema.gen.ts";
import { formatFigure } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { IntervalBar } from "./interval-bar.tsx";

/** Every metric with its interval, beside what simpler models reach on the same rows. */
export function MetricTable({ validation }: { readonly validation: ValidationView }): ReactNode {
  const { metrics } = validation;
  const names = [...new Set(metrics.flatMap(({ baselines }) => baselines.map(({ name }) => name)))];
  return (
    <Panel title="Metrics" note="With 95% intervals, on the rows that training did not see.">
      <ScrollBox label="Metrics">
        <Table fz="sm" miw={560} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Metric</Table.Th>
              <Table.Th ta="right">Value</Table.Th>
              <Table.Th>95% interval</Table.Th>
              {names.map((name) => (
                <Table.Th key={name} ta="right" fw={400}>
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {metrics.map((metric) => (
              <Table.Tr key={metric.metric}>
                <Table.Td>
                  {metric.title}
                  <Text size="xs" c="dimmed">
                    {metric.better} is better
                  </Text>
                </Table.Td>
                <Table.Td ta="right" fw={600}>
                  {formatFigure(metric.value, metric.unit)}
                </Table.Td>
                <Table.Td>
                  <Interval metric={metric} />
                </Table.Td>
                {names.map((name) => (
                  <Table.Td key={name} ta="right" c="dimmed">
                    {formatFigure(metric.baselines.find((one) => one.name === name)?.value, metric.unit)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
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
