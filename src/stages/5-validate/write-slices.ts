import { type Engine, quoteText } from "../../io/engine.ts";
import { createNumberTable } from "../../io/number-table.ts";

export interface WriteSlicesOptions {
  /** Of each slice of the report the places of its rows, in the report's order. */
  readonly slices: readonly (readonly number[])[];
  /** Path of slices.parquet. */
  readonly target: string;
}

/** Writes which rows of scores.parquet each slice has: `slice`, its place in the report, and `place`, the row's, both from 0. */
export async function writeSlices(engine: Engine, { slices, target }: WriteSlicesOptions): Promise<void> {
  const pairs = slices.flatMap((places, slice) => places.map(() => slice));
  const columns = [Uint16Array.from(pairs), Uint32Array.from(slices.flat())];
  await createNumberTable(engine, {
    name: "_aw_slices",
    columns: ["slice", "place"],
    rows: pairs.length,
    value: (row, column) => columns[column]?.[row] ?? Number.NaN,
  });
  await engine.run(
    `COPY (SELECT CAST(slice AS USMALLINT) AS slice, CAST(place AS UBIGINT) AS place FROM _aw_slices)
     TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await engine.run("DROP TABLE _aw_slices");
}
