/** Rows or columns as data frames have them, as the tensors that the model takes. For models whose rows hold one value an input. */
import type { Rows, ServedModel, TensorSpec } from "../stages/7-serve/index.ts";
import { invalidRequest } from "./invalid-request.ts";
import { readJsonTensor } from "./open-inference/json-tensor.ts";

export type NamedColumns = ReadonlyMap<string, readonly unknown[]>;

export interface FeedOptions {
  /** Columns that are no input of the model: refused unless told. */
  readonly extra?: "refuse" | "ignore";
  /** Values are texts, as CSV has them: numbers are read from them, and an empty one is missing. */
  readonly texts?: boolean;
}

/** The rows in `columns`; REQUEST_INVALID names a column that is missing, too many, or holds a value that does not fit. */
export function feedsOfColumns(columns: NamedColumns, model: ServedModel, options: FeedOptions = {}): Rows {
  const { extra = "refuse", texts = false } = options;
  const rows =
    model.inputs.map(({ name }) => columns.get(name)?.length).find((count) => count !== undefined) ?? 0;
  const names = new Set(model.inputs.map(({ name }) => name));
  const unknown = [...columns.keys()].find((name) => !names.has(name));
  if (extra === "refuse" && unknown !== undefined)
    throw invalidRequest(
      `The model has no input '${unknown.slice(0, 128)}'; it has ${[...names].join(", ")}.`,
    );
  const feeds = Object.fromEntries(
    model.inputs.map((spec) => {
      const values = columns.get(spec.name);
      if (values === undefined) throw invalidRequest(`The input '${spec.name}' is missing.`);
      const shape = [rows, ...spec.shape.slice(1)];
      const elements = values.map((value) => elementOf(value, spec, texts));
      return [spec.name, readJsonTensor({ name: spec.name, type: spec.type, shape }, elements)];
    }),
  );
  return { feeds, rows };
}

/** Columns of `records`; a key that a record lacks is a missing value where another record has it. */
export function columnsOfRecords(records: readonly Readonly<Record<string, unknown>>[]): NamedColumns {
  const columns = new Map<string, unknown[]>();
  records.forEach((record, row) => {
    for (const [name, value] of Object.entries(record)) {
      const column = columns.get(name) ?? [];
      if (column.length === 0) columns.set(name, column);
      while (column.length < row) column.push(null);
      column.push(value);
    }
  });
  for (const column of columns.values()) while (column.length < records.length) column.push(null);
  return columns;
}

/** Columns of rows that are arrays in the order of `names`. */
export function columnsOfRows(rows: readonly unknown[], names: readonly string[]): NamedColumns {
  const columns = new Map<string, unknown[]>(names.map((name) => [name, []]));
  if (columns.size < names.length) throw invalidRequest("Two columns have the same name.");
  rows.forEach((row, at) => {
    if (!Array.isArray(row) || row.length !== names.length)
      throw invalidRequest(
        `Row ${at} is no array of ${names.length} values, one for each of ${names.join(", ")}.`,
      );
    for (const [index, name] of names.entries()) columns.get(name)?.push(row[index]);
  });
  return columns;
}

function elementOf(value: unknown, { type }: TensorSpec, texts: boolean): unknown {
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (type === "string") return decodeBase64(single);
  if (typeof single === "boolean" && type !== "bool") return Number(single);
  return texts && typeof single === "string" ? numberOf(single) : single;
}

/** A number, true or false as CSV writes them; anything else stays a text, which fits no number. */
function numberOf(text: string): unknown {
  const word = text.trim().toLowerCase();
  if (word === "") return null;
  if (word === "true" || word === "false") return Number(word === "true");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(word) ? Number(word) : text;
}

/** TensorFlow Serving's {"b64": …}: the text in those bytes. */
function decodeBase64(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("b64" in value)) return value;
  if (typeof value.b64 !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(value.b64))
    throw invalidRequest("A value has the key 'b64' and is no base64.");
  const bytes = Buffer.from(value.b64, "base64");
  const text = bytes.toString("utf8");
  if (Buffer.from(text).equals(bytes)) return text;
  throw invalidRequest("A value with the key 'b64' is not UTF-8, wanted text.");
}
