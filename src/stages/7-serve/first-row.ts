import { AirworthyError } from "../../core/error.ts";
import { firstRows } from "../1-collect/index.ts";
import type { LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { sourceOf } from "./collect-file.ts";
import type { RawRow } from "./parse-rows.ts";

export interface FirstRowInput {
  readonly package: LoadedPackage;
  /** A .csv, .jsonl, .ndjson or .parquet file of raw events (.gz and .zst too). */
  readonly path: string;
}

export interface FirstRow {
  readonly row: RawRow;
  /** Whether the file holds more rows. */
  readonly more: boolean;
}

/** The first row of a file, every value as text; NO_ROWS where it has none, INPUT_INVALID for an unknown ending. */
export async function firstRow(input: FirstRowInput, context: StageContext): Promise<FirstRow> {
  const { definition } = input.package.manifest;
  const events = { ...definition.events, source: sourceOf(input.package.manifest, input.path) };
  const file = { definition: { ...definition, events }, projectDirectory: process.cwd() };
  const [row, second] = await firstRows(file, { limit: 2, context });
  if (row === undefined) throw new AirworthyError("NO_ROWS", `There is no row in '${input.path}'.`);
  return { row, more: second !== undefined };
}
