import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { ConnectionLost } from "../../api/ask.ts";
import { ErrorState } from "./error-state.tsx";
import { LoadingState } from "./loading-state.tsx";

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>;
  /** About how high the content will be, in pixels. */
  readonly height?: number;
  readonly children: (data: T) => ReactNode;
}

/**
 * The content of a question's reply; until it comes, or where it does not, what is to be said instead. While the server is
 * away the last content stays, below the banner that says so: the span of time moves on each minute, and with it the question.
 * Content is drawn a little at a time, between other things that the page has to do.
 */
export function QueryView<T>({ query, height, children }: QueryViewProps<T>): ReactNode {
  const { error, refetch } = query;
  const data = useDeferredValue(query.data, undefined);
  const [last, setLast] = useState({ data });
  if (data !== undefined && data !== last.data) setLast({ data });
  const shown = data ?? (error instanceof ConnectionLost ? last.data : undefined);
  if (shown !== undefined) return children(shown);
  if (error !== null && query.data === undefined)
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <LoadingState {...(height === undefined ? {} : { height })} />;
}
