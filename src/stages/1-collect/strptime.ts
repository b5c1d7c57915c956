/** Formats of times as strptime has them, for one value; DuckDB's try_strptime is the same for a column. */
import { AirworthyError } from "../../core/error.ts";
import { type WallParts, type WallTime, wallMicros } from "./iso-time.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const longMonths = [
  "january", "february", "march", "april", "may", "june",
  "july", "august", "september", "october", "november", "december",
]; // biome-ignore format: two lines of months

interface Specifier {
  readonly pattern: string;
  readonly read: (text: string) => Partial<FormatParts>;
}

interface FormatParts extends WallParts {
  readonly afternoon: boolean;
  readonly offsetMinutes: number;
}

function digits(atMost: number, part: keyof WallParts): Specifier {
  return { pattern: `\\d{1,${atMost}}`, read: (text) => ({ [part]: Number(text) }) };
}

function readOffset(text: string): Partial<FormatParts> {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(":", ""));
  return { offsetMinutes: text.startsWith("-") ? -minutes : minutes };
}

const specifiers: Readonly<Record<string, Specifier | undefined>> = {
  Y: { pattern: "\\d{4}", read: (text) => ({ year: Number(text) }) },
  y: { pattern: "\\d{1,2}", read: (text) => ({ year: Number(text) + (Number(text) < 69 ? 2_000 : 1_900) }) },
  m: digits(2, "month"),
  d: digits(2, "day"),
  H: digits(2, "hour"),
  I: digits(2, "hour"),
  M: digits(2, "minute"),
  S: digits(2, "second"),
  f: { pattern: "\\d{1,6}", read: (text) => ({ micros: Number(text.padEnd(6, "0")) }) },
  p: { pattern: "[AaPp][Mm]", read: (text) => ({ afternoon: text.toLowerCase() === "pm" }) },
  b: { pattern: months.join("|"), read: (text) => ({ month: months.indexOf(text.toLowerCase()) + 1 }) },
  B: {
    pattern: longMonths.join("|"),
    read: (text) => ({ month: longMonths.indexOf(text.toLowerCase()) + 1 }),
  },
  z: { pattern: "[+-]\\d{2}(?::?\\d{2})?", read: readOffset },
};

/** Whether the format reads an offset from UTC. */
export function hasOffset(format: string): boolean {
  return /(^|[^%])(%%)*%z/.test(format);
}

/** A reader of one format; CONFIG_INVALID where the format has a specifier that is not known. */
export function timeReader(format: string): (text: string) => WallTime | null {
  const { pattern, reads } = compileFormat(format);
  return (text) => {
    const match = pattern.exec(text);
    if (match === null) return null;
    const parts: Partial<FormatParts> = Object.assign(
      {},
      ...reads.map((read, index) => read(match[index + 1] ?? "")),
    );
    const { hour = 0, afternoon, offsetMinutes = null } = parts;
    if (afternoon !== undefined && (hour < 1 || hour > 12)) return null;
    const clock = afternoon === undefined ? hour : (hour % 12) + (afternoon ? 12 : 0);
    const micros = clock > 23 ? null : wallMicros({ ...parts, hour: clock });
    return micros === null ? null : { micros, offsetMinutes };
  };
}

function compileFormat(format: string) {
  const reads: Specifier["read"][] = [];
  const source = format.replace(
    /%(.?)|([^%]+)/g,
    (_whole, letter: string | undefined, literal: string | undefined) => {
      if (literal !== undefined)
        return literal.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+");
      if (letter === "%") return "%";
      const specifier = specifiers[letter ?? ""];
      if (specifier === undefined) {
        throw new AirworthyError(
          "CONFIG_INVALID",
          `Cannot read times in the format '${format}': '%${letter}' is not one of ${Object.keys(specifiers)
            .map((name) => `%${name}`)
            .join(", ")}.`,
        );
      }
      reads.push(specifier.read);
      return `(?=(${specifier.pattern}))\\${reads.length}`; // takes what it can and gives nothing back, as strptime
    },
  );
  return { pattern: new RegExp(`^\\s*${source}\\s*$`, "i"), reads };
}
