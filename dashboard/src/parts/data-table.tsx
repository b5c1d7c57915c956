import { Table, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";
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
  /** Whether each row is a card on a phone; with more than four columns unless told. */
  readonly stacks?: boolean;
  /** The rows come a page at a time: all are shown. Of others the first ones, and more on request, unless told. */
  readonly showsAll?: boolean;
}

/** Rows under the headers of their columns. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { label, columns, rowKey, isCurrent, leastWidth, mostHeight, size = "sm", showsAll = false } = props;
  const { stacks = columns.length > 4 } = props;
  const { shown, more } = useFirstOf(props.rows);
  const rows = showsAll ? props.rows : shown;
  return (
    <ScrollBox label={label} {...(mostHeight === undefined ? {} : { most: mostHeight })}>
      <Table
        aria-label={label}
        role="table" // told, as of rows and cells below: a browser forgets it of what is not laid out as a table
        className={`${classes.table} ${stacks ? classes.stacks : ""}`}
        __vars={{ "--least-width": leastWidth === undefined ? undefined : `${leastWidth}px` }}
        fz={size}
        verticalSpacing={size === "xs" ? 4 : 6}
        stickyHeader={mostHeight !== undefined}
        highlightOnHover
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map((column) => (
              <Table.Th
                key={column.header}
                role="columnheader"
                ta={sideOf(column)}
                w={column.width}
                className={classes.header ?? ""}
              >
                <Header {...column} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row, at) => (
            <Table.Tr
              key={rowKey(row, at)}
              role="row"
              {...(isCurrent?.(row) === true ? { "aria-current": true } : {})}
            >
              {columns.map((column) => (
                <Table.Td
                  key={column.header}
                  role="cell"
                  className={classes[column.kind ?? "text"] ?? ""}
                  {...(hasHeader(column) ? { "data-label": column.header } : {})}
                >
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

function sideOf({ kind = "text" }: Pick<DataColumn<never>, "kind">): "left" | "right" {
  return kind === "text" || kind === "bar" ? "left" : "right";
}

/** Whether the header is seen. */
function hasHeader({ kind = "text" }: Pick<DataColumn<never>, "kind">): boolean {
  return kind !== "button" && kind !== "bar";
}

function Header(column: Pick<DataColumn<never>, "header" | "note" | "kind">): ReactNode {
  const { header, note } = column;
  if (!hasHeader(column)) return <VisuallyHidden>{header}</VisuallyHidden>;
  return (
    <>
      {header}
      {note === undefined ? null : <Faint>{note}</Faint>}
    </>
  );
}
