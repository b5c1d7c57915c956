/** What runs tell while they work, over one connection that comes back by itself. */
import type { ApiEvents } from "./schema.gen.ts";

export type RunNews = ApiEvents["GET /api/run-events"];

export interface ListenOptions {
  /** The place before the first that is wanted. */
  readonly after: number;
  readonly onNews: (news: RunNews) => void;
  /** Whether it is there: false from the moment that it is lost. */
  readonly onConnection: (isLive: boolean) => void;
}

/** The server says every ten seconds that it is there. */
const silenceMs = 30_000;
/** A refusal is final for the browser: asked again after so long. */
const againMs = 3_000;

/** Listens until the function that it returns is called. */
export function listenToRuns({ after, onNews, onConnection }: ListenOptions): () => void {
  let place = after;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reopenIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(open, ms);
  };
  const open = () => {
    source?.close();
    const opened = new EventSource(`/api/run-events?after=${place}`);
    source = opened;
    reopenIn(silenceMs);
    opened.onopen = () => onConnection(true);
    opened.onerror = () => {
      onConnection(false);
      reopenIn(opened.readyState === EventSource.CLOSED ? againMs : silenceMs);
    };
    opened.addEventListener("alive", () => reopenIn(silenceMs));
    opened.onmessage = ({ data }: MessageEvent<string>) => {
      reopenIn(silenceMs);
      const news = JSON.parse(data) as RunNews;
      place = news.place ?? place;
      onNews(news);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
