/** Where the numbers of an entity stand: in its head, which every question and event meets, and in the rows of its events. */

/** The cells of every head, rarely met ones first; behind them stand the totals of all its events, then cursors. */
export const headCells = {
  latest: 0,
  /** How many checkpoints hold: the first always does. */
  checkpoints: 1,
  capacity: 2,
  greatestId: 3,
  foldAt: 4,
  page: 5,
  first: 6,
  length: 7,
  lastTime: 8,
  horizon: 9,
  /** How many events the totals behind it contain; −1 where they are lost. */
  totalled: 10,
} as const;

/**
 * The cells of a cursor: the times that lie no earlier than the row before it and no later than its own, and its place,
 * −1 where it is lost; behind them stand the totals of all events before it.
 */
export const cursorCells = { since: 0, until: 1, place: 2 } as const;

/** A checkpoint, behind the rows, holds the totals of all events before each row whose place this divides. */
export const checkpointRows = 32;

export interface TableLayout {
  readonly columns: readonly string[];
  readonly headWidth: number;
  readonly cursors: number;
  /** How many numbers the totals are. */
  readonly totals: number;
  /** Where in a row stands what is computed of its event; behind it its columns. */
  readonly computedCells: number;
  readonly columnCells: number;
  readonly idCell: number;
  readonly rowCell: number;
  /** Null where events are known when they happen. */
  readonly knownCell: number | null;
  readonly width: number;
}

export const timeCell = 0;
const ownHead = Object.keys(headCells).length;
const cursorWidth = Object.keys(cursorCells).length;

/** Where in a head the totals of all events stand. */
export const runningTotals = ownHead;

/** Where the cursor of that number stands in a head. */
export function cursorAt({ totals }: Pick<TableLayout, "totals">, cursor: number): number {
  return ownHead + totals + (cursorWidth + totals) * cursor;
}

/** How many numbers the room for so many rows is, with their checkpoints. */
export function extentLength({ width, totals }: TableLayout, capacity: number): number {
  return capacity * width + (Math.floor(capacity / checkpointRows) + 1) * totals;
}

export interface LayoutInput {
  readonly columns: readonly string[];
  readonly hasKnown: boolean;
  readonly cursors: number;
  readonly totals: number;
  readonly computed: number;
}

export function tableLayout({ columns, hasKnown, cursors, totals, computed }: LayoutInput): TableLayout {
  const computedCells = timeCell + 1;
  const columnCells = computedCells + computed;
  const idCell = columnCells + columns.length;
  return {
    columns,
    headWidth: cursorAt({ totals }, cursors),
    cursors,
    totals,
    computedCells,
    columnCells,
    idCell,
    rowCell: idCell + 1,
    knownCell: hasKnown ? idCell + 2 : null,
    width: idCell + (hasKnown ? 3 : 2),
  };
}
