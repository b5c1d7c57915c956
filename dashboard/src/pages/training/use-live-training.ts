import { useDocumentVisibility } from "@mantine/hooks";
import { type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { listenToRuns, type RunNews } from "../../api/run-news.ts";
import type { TrainingView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { withNews } from "./with-news.ts";

/** Where the stream is away, the page asks as others do. */
const askEveryMs = 2_000;

/** The training of `run`, with what it tells meanwhile; what a run's beginning and end change is asked anew. */
export function useLiveTraining(run: string): UseQueryResult<TrainingView> {
  const [isLive, setLive] = useState(false);
  const question = { path: { run } };
  const query = useAsk(
    "GET /api/runs/{run}/training",
    question,
    isLive ? {} : { everyMs: askEveryMs, isUntold: true },
  );
  const place = query.data?.place;
  const news = useNews(place, setLive);
  if (query.data === undefined) return query;
  return { ...query, data: withNews(query.data, news) } as UseQueryResult<TrainingView>;
}

/** What was told after `place`; listened to while the page is seen, for a browser has few connections. */
function useNews(place: number | undefined, onConnection: (isLive: boolean) => void): readonly RunNews[] {
  const client = useQueryClient();
  const isSeen = useDocumentVisibility() !== "hidden";
  const [heard, setHeard] = useState<readonly RunNews[]>([]);
  const known = useRef(0);
  known.current = Math.max(known.current, place ?? 0);
  const mayListen = isSeen && place !== undefined;
  useEffect(() => {
    if (!mayListen) return;
    const askAnew = () => {
      for (const operation of ["GET /api/runs/{run}/training", "GET /api/runs"])
        void client.invalidateQueries({ queryKey: [operation] });
    };
    const stop = listenToRuns({
      after: known.current,
      onConnection(isLive) {
        onConnection(isLive);
        if (isLive) askAnew();
      },
      onNews(news) {
        setHeard((before) => [...before.filter((one) => (one.place ?? 0) > known.current), news]);
        if (["runStarted", "runEnded", "runInterrupted"].includes(news.event.kind)) askAnew();
      },
    });
    return () => {
      stop();
      onConnection(false);
    };
  }, [client, mayListen, onConnection]);
  return heard;
}
