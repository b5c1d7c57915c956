export interface RangeOptions {
  /** When the server had it: from this on, epoch milliseconds. */
  readonly since?: number;
  /** Before this, epoch milliseconds. */
  readonly until?: number;
  /** Only what comes after this place; 0 unless told. */
  readonly after?: number;
  /** No more than this; everything unless told. */
  readonly limit?: number;
}

export interface PagesOptions extends RangeOptions {
  /** The first and the last place that can matter, where that is known; nulls where none does. */
  readonly range?: { readonly first: number | null; readonly last: number | null } | null | undefined;
}

const pageRows = 1_000;

/** Rows in the order of their places, by pages of which each begins where the last one ended. */
export async function* pagesBySeq<T extends { readonly seq: number }>(
  page: (after: number, last: number, size: number) => Promise<readonly T[]>,
  { after = 0, limit = Number.POSITIVE_INFINITY, range = null }: PagesOptions,
): AsyncGenerator<T> {
  if (range !== null && range.first === null) return;
  const last = range?.last ?? Number.MAX_SAFE_INTEGER;
  let [seen, left] = [Math.max(after, (range?.first ?? 1) - 1), limit];
  while (left > 0) {
    const size = Math.min(pageRows, left);
    const rows = await page(seen, last, size);
    yield* rows;
    left -= rows.length;
    const end = rows.at(-1);
    if (end === undefined || rows.length < size) return;
    seen = end.seq;
  }
}
