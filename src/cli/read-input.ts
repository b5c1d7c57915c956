/** What --input means: one row as JSON, a file, or stdin. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { AirworthyError } from "../core/error.ts";
import type { RawRow } from "../stages/7-serve/index.ts";

export type Input =
  | { readonly kind: "rows"; readonly rows: readonly RawRow[]; readonly single: boolean }
  | { readonly kind: "file"; readonly path: string };

/** Reads --input; INPUT_INVALID where it is neither JSON nor a file. */
export async function readInput(given: string, directory: string): Promise<Input> {
  const trimmed = given.trim();
  if (trimmed === "-") return { kind: "rows", rows: parseLines(await text(process.stdin)), single: false };
  if (trimmed.startsWith("{")) return { kind: "rows", rows: [parseRow(trimmed, "--input")], single: true };
  if (trimmed.startsWith("[")) return { kind: "rows", rows: parseList(trimmed), single: false };
  const path = resolve(directory, given);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return { kind: "file", path };
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot read --input '${given.slice(0, 60)}': it is neither a JSON object nor a file.`,
  );
}

function parseLines(lines: string): RawRow[] {
  const rows = lines
    .split("\n")
    .map((line, index) => [line.trim(), `line ${index + 1} of stdin`] as const)
    .filter(([line]) => line !== "")
    .map(([line, where]) => parseRow(line, where));
  if (rows.length > 0) return rows;
  throw new AirworthyError("INPUT_INVALID", "Cannot predict from stdin: it held no line.");
}

function parseList(json: string): RawRow[] {
  const value = parse(json, "--input");
  if (Array.isArray(value) && value.length > 0)
    return value.map((row, index) => asRow(row, `row ${index + 1}`));
  throw new AirworthyError(
    "INPUT_INVALID",
    "Cannot read --input: wanted a list with at least one JSON object.",
  );
}

function parseRow(json: string, where: string): RawRow {
  return asRow(parse(json, where), where);
}

function asRow(value: unknown, where: string): RawRow {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as RawRow;
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot read ${where}: wanted a JSON object with a value per column.`,
  );
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AirworthyError("INPUT_INVALID", `Cannot read ${where}: it is no JSON (${reason}).`, { cause });
  }
}
