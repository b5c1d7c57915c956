import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { Operation, Question, Reply } from "./ask.ts";
import { asking } from "./asking.ts";
import { useEvery } from "./live.ts";

export interface AskOptions {
  /** Asked again so often while the page is seen, seldom while the server tells what changes; never unless told. */
  readonly everyMs?: number;
  /** Whether what changes of it is none of what the server tells: then `everyMs` holds always. */
  readonly isUntold?: boolean;
  readonly enabled?: boolean;
}

/** The reply to `question`, kept while the next one is on its way. */
export function useAsk<O extends Operation>(
  operation: O,
  question: Question<O>,
  { everyMs, isUntold = false, enabled = true }: AskOptions = {},
): UseQueryResult<Reply<O>> {
  const seldomMs = useEvery(everyMs ?? 0);
  return useQuery({
    ...asking(operation, question),
    placeholderData: keepPreviousData,
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: isUntold ? everyMs : seldomMs }),
  });
}
