/** A client of server-sent events that reads them one at a time, over a connection of its own. */
import { get, type IncomingMessage } from "node:http";

export interface SentEvent {
  readonly id: string | null;
  /** "message" unless the server names it. */
  readonly kind: string;
  readonly data: unknown;
}

export interface EventReader extends Disposable {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** The next event, those that only say that the server is there left out; null where the stream ended. */
  next(): Promise<SentEvent | null>;
  /** The same with those. */
  nextOfAll(): Promise<SentEvent | null>;
  /** The rest as text; for what is no stream. */
  text(): Promise<string>;
  /** Goes away without a word. */
  [Symbol.dispose](): void;
}

/** Opens `url`; resolves when the server answers. */
export async function readEvents(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on("error", reject);
  });
  reply.setEncoding("utf8");
  const pieces = reply.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  let held = "";
  const nextOfAll = async (): Promise<SentEvent | null> => {
    for (;;) {
      const end = held.indexOf("\n\n");
      if (end < 0) {
        const piece: IteratorResult<unknown> = await pieces.next();
        if (piece.done === true) return null;
        held += String(piece.value);
        continue;
      }
      const block = held.slice(0, end).split("\n");
      held = held.slice(end + 2);
      const of = (name: string) => block.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = of("data");
      if (data === undefined) continue;
      return { id: of("id") ?? null, kind: of("event") ?? "message", data: JSON.parse(data) };
    }
  };
  return {
    status: reply.statusCode ?? 0,
    headers: reply.headers,
    nextOfAll,
    async next() {
      for (;;) {
        const event = await nextOfAll();
        if (event?.kind !== "alive") return event;
      }
    },
    async text() {
      for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next())
        held += String(piece.value);
      return held;
    },
    [Symbol.dispose]: () => void reply.destroy(),
  };
}
