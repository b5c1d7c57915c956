/** Which run a page is about. It lives in the address; the newest unless told. */
export interface RunSearch {
  readonly run?: string;
}

/** The run in an address. */
export function readRun(search: Readonly<Record<string, unknown>>): RunSearch {
  const run = textOf(search.run);
  return run === undefined ? {} : { run };
}

/** A text of the address; a number stands for its digits. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number of the address within bounds. */
export function numberOf(value: unknown, low: number, high: number): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && number >= low && number <= high ? number : undefined;
}

export const newestRun = "latest";
