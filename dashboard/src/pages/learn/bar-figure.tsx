import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ChartFigure } from "../../parts/chart/chart-figure.tsx";

export interface BarRow {
  readonly name: string;
  /** How long the bar is; below zero it goes to the other side. */
  readonly value: number;
  /** The value as people read it. */
  readonly text: string;
  readonly isMarked?: boolean;
}

interface BarFigureProps {
  readonly title: string;
  readonly summary: string;
  readonly rows: readonly BarRow[];
  /** What a row is, and what its value. */
  readonly columns: readonly [name: string, value: string];
}

/** Values beside each other as bars, the marked one in colour. */
export function BarFigure({ title, summary, rows, columns }: BarFigureProps): ReactNode {
  const most = Math.max(...rows.map(({ value }) => Math.abs(value)), 1e-12);
  const hasBoth = rows.some(({ value }) => value < 0);
  return (
    <ChartFigure
      title={title}
      summary={summary}
      rows={rows.length}
      columns={[
        { title: columns[0], align: "left", cell: (row) => rows[row]?.name },
        { title: columns[1], cell: (row) => rows[row]?.text },
      ]}
    >
      {rows.map(({ name, value, text, isMarked = false }) => (
        <Group key={name} gap="sm" wrap="nowrap" mb={6} align="center">
          <Text
            size="xs"
            w={{ base: 104, sm: 170 }}
            ta="right"
            truncate
            title={name}
            fw={isMarked ? 700 : 400}
          >
            {name}
          </Text>
          <svg width="100%" height="16" style={{ flex: 1, minWidth: 40 }} aria-hidden="true">
            <rect
              x={hasBoth ? `${value < 0 ? 50 - (50 * -value) / most : 50}%` : "0"}
              y="2"
              width={`${((hasBoth ? 50 : 100) * Math.abs(value)) / most}%`}
              height="12"
              rx="2"
              fill={`var(--mantine-color-${isMarked ? (value < 0 ? "orange" : "blue") : "gray"}-filled)`}
              opacity={isMarked ? 0.9 : 0.55}
            />
          </svg>
          <Text size="xs" w={{ base: 84, sm: 120 }}>
            {text}
          </Text>
        </Group>
      ))}
    </ChartFigure>
  );
}
