import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./error-state.tsx";
import { LoadingState } from "./loading-state.tsx";

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>;
  /** About how high the content will be, in pixels. */
  readonly height?: number;
  readonly children: (data: T) => ReactNode;
}

/** The content of a question's reply; until it comes, or where it does not, what is to be said instead. */
export function QueryView<T>({ query, height, children }: QueryViewProps<T>): ReactNode {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <LoadingState {...(height === undefined ? {} : { height })} />;
}
