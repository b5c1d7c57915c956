import { Table, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { Faint } from "./faint.tsx";
import { ScrollBox } from "./scroll-box.tsx";
import { useFirstOf } from "./show-more.tsx";

export interface DataColumn<Row> {
  /** Unlike every other column's. */
  readonly header: string;
  /** Under the header, small. */
  readonly note?: string;
  /**
   * Numbers stand at the right, digit below digit; a button stands there too, and its header is only read out, as that of a
   * bar, which takes the width that others leave.
   */
  readonly kind?: "text" | "number" | "button" | "bar";
  /** In pixels. */
  readonly width?: number;
  readonly cell: (row: Row, at: number) => ReactNode;
}

export interface DataTableProps<Row> {
  /** What the rows are: the name of the table, and of the box that it scrolls in. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  /** What a row keeps when it is asked again. */
  readonly rowKey: (row: Row, at: number) => string | number;
  /** The row that is looked at. */
  readonly isCurrent?: (row: Row) => boolean;
  /** In pixels; a narrower screen scrolls. */
  readonly leastWidth?: number;
  /** In pixels; more rows scroll, under a header that stays. */
  readonly mostHeight?: number;
  readonly size?: "xs" | "sm";
  /** The rows come a page at a time: all are shown. Of others the first ones, and more on request, unless told. */
  readonly showsAll?: boolean;
}

/** Rows under the headers of their columns. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { label, columns, rowKey, isCurrent, leastWidth, mostHeight, size = "sm", showsAll = false } = props;
  const { shown, more } = useFirstOf(props.rows);
  const rows = showsAll ? props.rows : shown;
  return (
    <ScrollBox label={label} {...(mostHeight === undefined ? {} : { most: mostHeight })}>
      <Table
        aria-label={label}
        fz={size}
        miw={leastWidth}
        verticalSpacing={size === "xs" ? 4 : 6}
        stickyHeader={mostHeight !== undefined}
        highlightOnHover
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th
                key={column.header}
                ta={sideOf(column)}
                w={column.width}
                style={{ verticalAlign: "top" }}
              >
                <Header {...column} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, at) => (
            <Table.Tr key={rowKey(row, at)} {...(isCurrent?.(row) === true ? { "aria-current": true } : {})}>
              {columns.map((column) => (
                <Table.Td key={column.header} ta={sideOf(column)} style={cellStyles[column.kind ?? "text"]}>
                  {column.cell(row, at)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {showsAll ? null : more}
    </ScrollBox>
  );
}

const cellStyles = {
  text: {},
  number: { whiteSpace: "nowrap", fontVariantNumeric: "tabular-nums" },
  button: {},
  bar: { width: "35%", verticalAlign: "middle" },
} as const;

function sideOf({ kind = "text" }: Pick<DataColumn<never>, "kind">): "left" | "right" {
  return kind === "text" || kind === "bar" ? "left" : "right";
}

function Header({ header, note, kind }: Pick<DataColumn<never>, "header" | "note" | "kind">): ReactNode {
  if (kind === "button" || kind === "bar") return <VisuallyHidden>{header}</VisuallyHidden>;
  return (
    <>
      {header}
      {note === undefined ? null : <Faint>{note}</Faint>}
    </>
  );
}
