import { RE2JS } from "re2js";
import { AirworthyError } from "../../core/error.ts";

export interface Pattern {
  /** Whether the pattern matches the whole text. */
  matches(text: string): boolean;
}

/** An RE2 pattern, as DuckDB has it too; CONFIG_INVALID where RE2 does not read it. */
export function compilePattern(pattern: string): Pattern {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AirworthyError("CONFIG_INVALID", `Cannot read the pattern '${pattern}': ${why}.`, { cause });
  }
}
