/** What runs tell while they work, over one connection that comes back by itself. */
import { listen } from "./event-stream.ts";
import type { ApiEvents } from "./schema.gen.ts";

export type RunNews = ApiEvents["GET /api/run-events"];

export interface ListenOptions {
  /** The place before the first that is wanted. */
  readonly after: number;
  readonly onNews: (news: RunNews) => void;
  /** Whether it is there: false from the moment that it is lost. */
  readonly onConnection: (isLive: boolean) => void;
}

/** Listens until the function that it returns is called. */
export function listenToRuns({ after, onNews, onConnection }: ListenOptions): () => void {
  let place = after;
  return listen({
    address: () => `/api/run-events?after=${place}`,
    onConnection,
    onData(data) {
      const news = data as RunNews;
      place = news.place ?? place;
      onNews(news);
    },
  });
}
