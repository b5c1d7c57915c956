import type { History, Status } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { mainMetric } from "./main-metric.ts";

/** How the figures went through the span, part by part; null where there is not enough to say. */
export interface Trends {
  readonly quality: readonly (number | null)[];
  readonly traffic: readonly (number | null)[];
  readonly latency: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
}

/** Undefined until they are known. */
export function useTrends(
  { task, version }: Status,
  range: { readonly from: number; readonly to: number },
): Trends | undefined {
  const { data, isError } = useAsk("GET /api/history", { query: range }, { everyMs: 30_000 });
  if (isError) return { quality: [], traffic: [], latency: [], errors: [] };
  // Of another version until the next reply, where that became champion meanwhile.
  return data?.version !== version ? undefined : trendsOf(data, mainMetric(task).metric);
}

function trendsOf({ parts }: History, metric: string): Trends {
  return {
    quality: parts.map(({ quality }) => {
      return quality?.measured[metric]?.value ?? quality?.estimated[metric]?.value ?? null;
    }),
    traffic: parts.map(({ quality }) => quality?.predicted ?? null),
    latency: parts.map(({ latency }) => latency.find(({ phase }) => phase === "total")?.p99Ms ?? null),
    errors: parts.map(({ requests }) =>
      requests === null || requests.requests === 0 ? null : requests.failed / requests.requests,
    ),
  };
}
