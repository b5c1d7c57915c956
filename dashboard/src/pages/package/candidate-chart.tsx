import { Text, useMantineTheme } from "@mantine/core";
import type { ReactNode } from "react";
import {
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
  ZAxis,
} from "recharts";
import type { PackageView } from "../../api/schema.gen.ts";
import type { NumberAxis } from "../../parts/chart/number-ticks.ts";
import { formatNumber, formatShare, formatTick } from "../../parts/format.ts";
import { candidateAxes, candidateMarks } from "./candidate-marks.ts";

const text = { fill: "var(--mantine-color-dimmed)", fontSize: 12 };

/** Candidates on accuracy against latency, as large as their bytes; the figures stand in the table beside. */
export function CandidateChart({ data }: { readonly data: PackageView }): ReactNode {
  const { colors } = useMantineTheme();
  const isRegression = data.task === "regression";
  const name = isRegression ? "R²" : "Accuracy";
  const format = (value: number) => (isRegression ? formatNumber(value) : formatShare(value, 2));
  const marks = candidateMarks(data);
  const [shipped, others] = [
    marks.filter(({ kind }) => kind === data.shipped),
    marks.filter(({ kind }) => kind !== data.shipped),
  ];
  const { latencies, qualities } = candidateAxes(marks);
  return (
    <figure style={{ margin: 0 }} aria-label={`${name} against latency of ${marks.length} candidates`}>
      <ResponsiveContainer width="100%" height={260}>
        <ScatterChart margin={{ top: 16, right: 24, bottom: 24, left: 8 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--mantine-color-default-border)" strokeDasharray="4 4" />
          <XAxis
            type="number"
            dataKey="latency"
            {...placesOf(latencies)}
            tickFormatter={(value: number) => formatTick(value)}
            tick={text}
            label={{
              value: "Latency of one row, p50, in ms",
              position: "insideBottom",
              offset: -14,
              ...text,
            }}
          />
          <YAxis
            type="number"
            dataKey="quality"
            {...placesOf(qualities)}
            tickFormatter={format}
            tick={text}
            width={64}
            label={{ value: name, angle: -90, position: "insideLeft", offset: 0, ...text }}
          />
          <ZAxis type="number" dataKey="bytes" range={[120, 700]} domain={[0, "dataMax"]} />
          <Scatter data={others} fill={colors.gray[6]} fillOpacity={0.6} isAnimationActive={false}>
            <LabelList dataKey="label" position="top" style={text} />
          </Scatter>
          <Scatter data={shipped} fill={colors.teal[7]} isAnimationActive={false}>
            <LabelList dataKey="label" position="bottom" style={{ ...text, fontWeight: 700 }} />
          </Scatter>
        </ScatterChart>
      </ResponsiveContainer>
      <Text component="figcaption" size="xs" c="dimmed">
        ✓ ships.
      </Text>
    </figure>
  );
}

function placesOf({ domain, ticks }: NumberAxis) {
  return { domain: [...domain], ticks: [...ticks], interval: 0 } as const;
}
