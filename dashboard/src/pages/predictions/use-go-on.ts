import { useEffect } from "react";
import type { PredictionList } from "../../api/schema.gen.ts";

/** What is used of a query that comes a page at a time. */
interface PagedQuery {
  readonly data: { readonly pages: readonly Pick<PredictionList, "predictions">[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isError: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** After so many pages in which little fitted somebody has to ask for more. */
const mostPages = 4;

/** Looks further back by itself, page after page, until as many fit as a page can hold; whether it is about to. */
export function useGoOn(query: PagedQuery, pageSize: number): boolean {
  const { data, hasNextPage, isError, isFetchingNextPage, fetchNextPage } = query;
  const pages = data?.pages ?? [];
  const found = pages.reduce((sum, { predictions }) => sum + predictions.length, 0);
  const isFull = found >= pageSize * Math.ceil(pages.length / mostPages);
  const goesOn = hasNextPage && !isError && !isFull && pages.length % mostPages !== 0;
  useEffect(() => {
    if (goesOn && !isFetchingNextPage) void fetchNextPage();
  }, [goesOn, isFetchingNextPage, fetchNextPage]);
  return goesOn;
}
