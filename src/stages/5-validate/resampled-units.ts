/**
 * What a bootstrap draws: entities, each with all of its rows, because the rows of one entity are alike and drawing
 * them singly would make every interval too narrow (the cluster bootstrap; Davison and Hinkley 1997, §3.8).
 */
import type { Definition } from "../../core/definition/index.ts";
import { countOf, formatCount } from "../../core/format.ts";
import type { Random } from "../../core/random.ts";
import { chooseRows } from "../../core/statistics/resample.ts";
import { quoteIdentifier } from "../../io/engine.ts";
import { streamNumbers } from "../../io/number-stream.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";

export interface Units {
  /** The unit of each row, counted from 0, in the table's order. */
  readonly codes: Uint32Array;
  readonly count: number;
  /** What is resampled, as the end of a sentence. */
  readonly method: string;
}

/** Of fewer entities than this a resample says little, and rows are drawn. */
export const leastEntities = 20;
/** Samples are drawn from about so many rows, and from at least so many units where there are as many. */
export const bootstrapRows = 10_000;
const leastUnits = 1_000;

/** Every row a unit of its own. */
export function rowUnits(rows: number): Units {
  return { codes: Uint32Array.from({ length: rows }, (_, row) => row), count: rows, method: "single rows" };
}

export interface UnitsInput {
  readonly definition: Definition;
  /** Path of validation.parquet. */
  readonly validation: string;
  readonly rows: number;
}

/** The entities of the validation rows, or the rows where there are fewer than {@link leastEntities}. */
export async function readUnits(
  { definition, validation, rows }: UnitsInput,
  { engine }: Pick<StageContext, "engine">,
): Promise<Units> {
  const { entity } = definition.events;
  const codes = new Uint32Array(rows);
  let count = 0;
  const ranked = `SELECT CAST(dense_rank() OVER (ORDER BY ${quoteIdentifier(entity)}) - 1 AS INTEGER) AS code, file_row_number
    FROM ${parquetTable(validation, { rowNumbers: true })}`;
  await streamNumbers(engine, `SELECT code FROM (${ranked}) ORDER BY file_row_number`, ([batch], first) => {
    for (let row = 0; row < (batch?.length ?? 0); row++) {
      const code = batch?.[row] ?? 0;
      codes[first + row] = code;
      if (code >= count) count = code + 1;
    }
  });
  if (count >= leastEntities) return { codes, count, method: `'${entity}', ${formatCount(count)} of them` };
  const why = `single rows, for ${countOf(count, "value")} of '${entity}' ${count === 1 ? "is" : "are"} too few`;
  return { ...rowUnits(rows), method: why };
}

export interface ChosenUnits {
  /** Rows, in the table's order, and the unit of each. */
  readonly rows: Uint32Array;
  readonly codes: Uint32Array;
  readonly count: number;
  /** What the deviations of samples are multiplied by to hold for all units. */
  readonly scale: number;
}

/** How many of the units samples are drawn from. */
export function drawnUnits({ codes, count }: Pick<Units, "codes" | "count">): number {
  return Math.min(count, Math.max(Math.round((bootstrapRows * count) / codes.length), leastUnits));
}

/**
 * Units to draw samples from: all where rows are few, otherwise a seeded choice whose deviations are scaled by
 * √(chosen / all), as in the m-out-of-n bootstrap of Bickel, Götze and van Zwet (1997).
 */
export function chooseUnits({ codes, count }: Units, random: Random): ChosenUnits {
  const rows = codes.length;
  const places = new Int32Array(count).fill(-1);
  const chosen = chooseRows(count, drawnUnits({ codes, count }), random);
  chosen.forEach((unit, place) => {
    places[unit] = place;
  });
  const every = Uint32Array.from({ length: rows }, (_, row) => row);
  const theirs =
    chosen.length === count ? every : every.filter((row) => (places[codes[row] ?? 0] ?? -1) >= 0);
  return {
    rows: theirs,
    codes: theirs.map((row) => places[codes[row] ?? 0] ?? 0),
    count: chosen.length,
    scale: Math.sqrt(chosen.length / count),
  };
}
