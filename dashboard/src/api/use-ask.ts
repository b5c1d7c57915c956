import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { ask, type Operation, type Question, type Reply } from "./ask.ts";

export interface AskOptions {
  /** Asked again so often while the page is seen; never unless told. */
  readonly everyMs?: number;
  readonly enabled?: boolean;
}

/** The reply to `question`, kept while the next one is on its way. */
export function useAsk<O extends Operation>(
  operation: O,
  question: Question<O>,
  { everyMs, enabled = true }: AskOptions = {},
): UseQueryResult<Reply<O>> {
  return useQuery({
    queryKey: [operation, question],
    queryFn: ({ signal }) => ask(operation, question, { signal }),
    placeholderData: keepPreviousData,
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}
