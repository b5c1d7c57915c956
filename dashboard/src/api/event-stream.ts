/** One connection of server-sent events, which comes back by itself. */
export interface EventStreamOptions {
  /** Asked whenever it is opened. */
  readonly address: () => string;
  readonly onData: (data: unknown) => void;
  /** Whether it is there: false from the moment that it is lost. */
  readonly onConnection: (isLive: boolean) => void;
}

/** The server says every ten seconds that it is there. */
const silenceMs = 30_000;
/** A refusal is final for the browser: asked again after so long. */
const againMs = 3_000;

/** Listens until the function that it returns is called. */
export function listen({ address, onData, onConnection }: EventStreamOptions): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reopenIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(reopen, ms);
  };
  const reopen = () => {
    onConnection(false); // it said nothing
    open();
  };
  const open = () => {
    source?.close();
    const opened = new EventSource(address());
    source = opened;
    reopenIn(silenceMs);
    opened.onopen = () => onConnection(true);
    opened.onerror = () => {
      // In a task of its own: of a page that is being left it is lost, too, and there is no such task any more.
      setTimeout(() => {
        if (source === opened && opened.readyState !== EventSource.OPEN) onConnection(false);
      });
      reopenIn(opened.readyState === EventSource.CLOSED ? againMs : silenceMs);
    };
    opened.addEventListener("alive", () => reopenIn(silenceMs));
    opened.onmessage = ({ data }: MessageEvent<string>) => {
      reopenIn(silenceMs);
      onData(JSON.parse(data));
    };
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const comeBack = ({ persisted }: PageTransitionEvent) => {
    if (persisted) reopen();
  };
  addEventListener("pagehide", close);
  addEventListener("pageshow", comeBack);
  open();
  return () => {
    removeEventListener("pagehide", close);
    removeEventListener("pageshow", comeBack);
    close();
  };
}
