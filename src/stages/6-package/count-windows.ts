/** The rows of a baseline parted by time: how much windows differ from it where nothing has drifted. */
import type { Engine } from "../../io/engine.ts";
import { type CountedColumn, countBins } from "./count-bins.ts";
import type { ProfileWindows } from "./profile-schema.ts";

/** As many as tell a spread, and not so many that chance alone moves each. */
const [fewest, most] = [10, 20] as const;
const rowsOfWindow = 100;
/** The bounds of more rows than this are taken from a part chosen by hash, for they hold their times in memory. */
const boundRows = 1_000_000;

export interface CountWindowsInput {
  readonly columns: readonly CountedColumn[];
  readonly relation: string;
  /** The event time as SQL, epoch microseconds. */
  readonly time: string;
}

/**
 * Every column's counts in 10 to 20 windows, one after another in time, of about as many rows each. Rows of the same
 * instant are in the same window, so there are fewer where few instants are.
 */
export async function countWindows(engine: Engine, input: CountWindowsInput): Promise<ProfileWindows[]> {
  const { columns, relation, time } = input;
  const bounds = await timeBounds(engine, input);
  const later = bounds.map((bound) => `CAST(${time} > ${bound} AS BIGINT)`);
  const group = later.length === 0 ? "0" : later.join(" + ");
  const windows = await countBins(engine, { columns, relation, group });
  return columns.map(({ profile: { name, role } }, index) => ({
    name,
    role,
    windows: windows.flatMap(({ columns: counted }) => {
      const { rows, missing, counts } = counted[index] ?? { rows: 0, missing: 0, counts: [] };
      return [{ rows, missing, counts: [...counts] }];
    }),
  }));
}

/** The last instant of each window but the last. */
async function timeBounds(engine: Engine, { relation, time }: CountWindowsInput): Promise<number[]> {
  const [{ rows = 0 } = {}] = await engine.all(`SELECT count(*)::DOUBLE AS "rows" FROM ${relation}`);
  const windows = Math.min(most, Math.max(fewest, Math.floor(Number(rows) / rowsOfWindow)));
  const shares = Array.from({ length: windows - 1 }, (_, index) => (index + 1) / windows);
  const part = Math.ceil(Number(rows) / boundRows);
  const chosen = part <= 1 ? "" : `WHERE hash(n) % ${part} = 0`;
  const [{ bounds = null } = {}] = await engine.all(
    `SELECT quantile_disc(t, [${shares}]) AS bounds
     FROM (SELECT ${time} AS t, row_number() OVER () AS n FROM ${relation}) ${chosen}`,
  );
  return [...new Set((bounds ?? []) as number[])].map(Number);
}
