import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { DataTable } from "../../parts/data-table.tsx";

interface SignatureTableProps {
  readonly title: string;
  /** The accessible name of the table. */
  readonly label: string;
  /** In pixels; a narrower screen scrolls. */
  readonly leastWidth: number;
  readonly heads: readonly string[];
  /** As many cells as heads; the first is the row's name, and unlike the others'. */
  readonly rows: readonly (readonly [name: string, ...cells: string[]])[];
}

/** What goes in by name, with an example of each. */
export function SignatureTable({ title, label, leastWidth, heads, rows }: SignatureTableProps): ReactNode {
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <DataTable
        label={label}
        leastWidth={leastWidth}
        rows={rows}
        rowKey={([name]) => name}
        columns={heads.map((header, at) => ({ header, cell: (cells: readonly string[]) => cells[at] }))}
      />
    </>
  );
}
