/** Where the numbers of an entity stand: in its head, which every question and event meets, and in the rows of its events. */

/** The cells of every head; behind them stand cursors, then the running totals of all its events. */
export const headCells = {
  page: 0,
  first: 1,
  capacity: 2,
  length: 3,
  /** How many events the running totals contain: so many rows tell what the totals were before them. */
  totalled: 4,
  foldAt: 5,
  lastTime: 6,
  greatestId: 7,
  latest: 8,
  horizon: 9,
} as const;

/** The cells of a cursor: a place, and the times that lie no earlier than the row before it and no later than its own. */
export const cursorCells = { place: 0, since: 1, until: 2 } as const;

export interface TableLayout {
  readonly columns: readonly string[];
  readonly headWidth: number;
  readonly cursors: number;
  /** Where in a head the running totals stand. */
  readonly running: number;
  /** How many numbers the totals are; in a row they stand behind the time. */
  readonly totals: number;
  readonly idCell: number;
  readonly rowCell: number;
  /** Null where events are known when they happen. */
  readonly knownCell: number | null;
  readonly columnCells: number;
  readonly width: number;
}

export const timeCell = 0;
export const totalsCell = 1;
const ownHead = Object.keys(headCells).length;
const cursorWidth = Object.keys(cursorCells).length;

/** Where the cursor of that number stands in a head. */
export function cursorAt(cursor: number): number {
  return ownHead + cursorWidth * cursor;
}

export interface LayoutInput {
  readonly columns: readonly string[];
  readonly hasKnown: boolean;
  readonly cursors: number;
  readonly totals: number;
}

export function tableLayout({ columns, hasKnown, cursors, totals }: LayoutInput): TableLayout {
  const [running, idCell] = [cursorAt(cursors), totalsCell + totals];
  const columnCells = idCell + (hasKnown ? 3 : 2);
  return {
    columns,
    headWidth: running + totals,
    cursors,
    running,
    totals,
    idCell,
    rowCell: idCell + 1,
    knownCell: hasKnown ? idCell + 2 : null,
    columnCells,
    width: columnCells + columns.length,
  };
}
