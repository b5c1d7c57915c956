import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { DataTable } from "../data-table.tsx";

export interface ChartColumn {
  readonly title: string;
  /** The cell of a row, by its place. */
  readonly cell: (row: number) => ReactNode;
  readonly align?: "left" | "right";
}

export interface ChartFigureProps {
  readonly title: string;
  /** What is to be seen, in a sentence: for those who do not see it, and for those in a hurry. */
  readonly summary: string;
  readonly rows: number;
  readonly columns: readonly ChartColumn[];
  /** What the marks and lines mean. */
  readonly legend?: ReactNode;
  readonly children: ReactNode;
}

const mostRows = 200;

/** A picture with its title, its summary in words, and the same figures as a table. */
export function ChartFigure(props: ChartFigureProps): ReactNode {
  const { title, summary, rows, columns, legend, children } = props;
  const [isTable, setTable] = useState(false);
  const other = isTable ? "Chart" : "Table";
  const [name, words] = [useId(), useId()];
  return (
    <figure style={{ margin: 0 }} aria-labelledby={name} aria-describedby={words}>
      <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap" mb={6}>
        <div style={{ minWidth: 0 }}>
          <Text id={name} size="sm" fw={600}>
            {title}
          </Text>
          <Text id={words} size="xs" c="dimmed">
            {summary}
          </Text>
        </div>
        <Button
          size="compact-xs"
          variant="default"
          fw={400}
          onClick={() => setTable(!isTable)}
          aria-label={`${other}: ${title}`}
          style={{ flexShrink: 0 }}
        >
          {other}
        </Button>
      </Group>
      {isTable ? <FigureTable title={title} rows={rows} columns={columns} /> : children}
      {isTable ? null : legend}
    </figure>
  );
}

function FigureTable({ title, rows, columns }: Pick<ChartFigureProps, "title" | "rows" | "columns">) {
  const shown = Array.from({ length: Math.min(rows, mostRows) }, (_, row) => row);
  return (
    <DataTable
      showsAll
      label={`${title}, table`}
      size="xs"
      mostHeight={260}
      rows={shown}
      rowKey={(row) => row}
      columns={columns.map(({ title: header, align, cell }) => ({
        header,
        kind: align === "left" ? "text" : "number",
        cell,
      }))}
    />
  );
}
