import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";
import type { ToldAlert } from "../../api/schema.gen.ts";
import type { AlertStory } from "./alert-happenings.ts";

/** What the product's own judge says of a story. */
export function useToldAlert(story: AlertStory): UseQueryResult<ToldAlert> {
  return useQuery({
    queryKey: ["told alert", story],
    queryFn: ({ signal }) => ask("POST /api/lessons/alert", { body: story }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
