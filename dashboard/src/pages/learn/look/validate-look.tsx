import { Stack, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { LineFigure } from "../../../parts/chart/line-figure.tsx";
import { formatNumber, formatShare } from "../../../parts/format.ts";
import { formatMetric } from "../../../parts/metrics.ts";
import { ScrollBox } from "../../../parts/scroll-box.tsx";
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
      <ScrollBox label="Metrics with their intervals">
        <Table fz="sm" miw={420} aria-label="Metrics with their intervals">
          <Table.Tbody>
            {validation.metrics.map(({ metric, title, value, low, high, unit }) => (
              <Table.Tr key={metric}>
                <Table.Th scope="row" fw={400}>
                  {title}
                </Table.Th>
                <Table.Td ta="right">{formatMetric(metric, value)}</Table.Td>
                <Table.Td>
                  <IntervalBar
                    {...{ value, low, high }}
                    from={unit === "share" || unit === "score" ? Math.min(0, low) : 0}
                    to={unit === "share" || unit === "score" ? 1 : high * 1.2}
                  />
                </Table.Td>
                <Table.Td c="dimmed">
                  {formatMetric(metric, low)} – {formatMetric(metric, high)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
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
