import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";
import type { Trace } from "../../api/schema.gen.ts";

export type Changes = Readonly<Record<string, number | boolean | string | null>>;

/** What the model would have answered with `changes`; nothing is asked where there are none. */
export function useChangedTrace(prediction: string, changes: Changes): UseQueryResult<Trace> {
  return useQuery({
    queryKey: ["changed", prediction, changes],
    queryFn: ({ signal }) =>
      ask(
        "POST /api/predictions/{prediction}/changed",
        { path: { prediction }, body: { inputs: changes } },
        { signal },
      ),
    enabled: Object.keys(changes).length > 0,
    placeholderData: keepPreviousData,
  });
}
