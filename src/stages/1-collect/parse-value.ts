/** One JSON value as a declared kind: what `text-cast.ts` and `json-cast.ts` say in SQL. */
import type { Column, ColumnKind } from "../../core/column.ts";
import type { Value } from "../../core/expression/index.ts";
import { parseIsoTime, type WallTime } from "./iso-time.ts";
import { timeReader } from "./strptime.ts";
import { zonedMicros } from "./zone.ts";

/** Reads a value that is present: the value, null where it means missing, undefined where it does not fit. */
export type ValueReader = (value: unknown) => Value | undefined;

const space = "[ \\t\\n\\v\\f\\r]*";
const integerText = new RegExp(`^${space.replace("\\v", "")}[+-]?[0-9]+${space.replace("\\v", "")}$`);
const numberText = new RegExp(`^${space}[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?${space}$`);
const nanText = /^[ \t\n\f\r]*[+-]?nan[ \t\n\f\r]*$/i;
const edges = new RegExp(`^${space}|${space}$`, "g");

function readText(value: unknown): Value | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function readInteger(value: unknown): Value | undefined {
  const whole = typeof value === "string" && integerText.test(value) ? Number(value) : value;
  return Number.isSafeInteger(whole) ? Number(whole) + 0 : undefined;
}

function readNumber({ nan }: Column): ValueReader {
  return (value) => {
    if (typeof value === "string" && nan === "missing" && nanText.test(value)) return null;
    const parsed = typeof value === "string" && numberText.test(value) ? Number(value) : value;
    return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : undefined;
  };
}

const truths: Readonly<Record<string, boolean | undefined>> = {
  true: true, t: true, yes: true, "1": true,
  false: false, f: false, no: false, "0": false,
}; // biome-ignore format: what is true on one line, what is false on the next

function readBoolean(value: unknown): Value | undefined {
  if (typeof value === "object") return undefined; // String() would call what a client named toString
  const text = typeof value === "string" ? value.replace(edges, "").toLowerCase() : String(value);
  return Object.hasOwn(truths, text) ? truths[text] : undefined;
}

function readTime({ format, zone = "UTC" }: Column): ValueReader {
  const read: (text: string) => WallTime | null = format === undefined ? parseIsoTime : timeReader(format);
  return (value) => {
    const wall =
      typeof value === "string" ? read(value) : Number.isSafeInteger(value) ? read(String(value)) : null;
    if (wall === null) return undefined;
    const micros =
      wall.offsetMinutes === null
        ? zonedMicros(wall.micros, zone)
        : wall.micros - wall.offsetMinutes * 60_000_000;
    return Number.isSafeInteger(micros) ? micros : undefined;
  };
}

/** The reader of each kind. */
export const valueReaders: { readonly [K in ColumnKind]: (column: Column) => ValueReader } = {
  text: () => readText,
  category: () => readText,
  integer: () => readInteger,
  number: readNumber,
  boolean: () => readBoolean,
  timestamp: readTime,
};
