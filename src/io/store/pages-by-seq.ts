export interface PagesOptions {
  /** The place before the first that is wanted. */
  readonly after: number;
  readonly pageSize: number;
}

/** Rows in the order of their places, by pages of which each begins where the last one ended; none is empty. */
export async function* pagesBySeq<T extends { readonly seq: number }>(
  page: (after: number) => Promise<readonly T[]>,
  { after, pageSize }: PagesOptions,
): AsyncGenerator<readonly T[]> {
  for (let seen = after; ; ) {
    const rows = await page(seen);
    const end = rows.at(-1);
    if (end !== undefined) yield rows;
    if (end === undefined || rows.length < pageSize) return;
    seen = end.seq;
  }
}
