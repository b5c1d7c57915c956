/** A client that costs little: requests on raw connections, counting replies by Content-Length. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of every request, or of the next one. */
  readonly body: Uint8Array | (() => Uint8Array);
  readonly connections: number;
  readonly forMs: number;
  /**
   * Requests a second at random times (a Poisson process), whoever is still answered. Unless told, each connection asks
   * again when it is answered.
   */
  readonly rate?: number;
  /**
   * Of the same before what is counted, in milliseconds; 0 unless told. Connections are new to both sides then, and the
   * client's code is cold.
   */
  readonly warmMs?: number;
}

export interface Load {
  readonly replies: number;
  readonly perSecond: number;
  /**
   * How long each reply took in ms to its last byte, ascending: from writing its request, or with a rate from when it was
   * due, so that one that waits for a connection counts its waiting.
   */
  readonly latencies: Float64Array;
}

/** Replies, and how many a second; rejects at the first that is not 200. */
export async function httpLoad(options: LoadOptions): Promise<Load> {
  const { connections, forMs, rate, port, warmMs = 0 } = options;
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)));
  const requestOf = requestWriter(options);
  const began = performance.now();
  const started = began + warmMs;
  const endsAt = started + forMs;
  const latencies: number[] = [];
  const dues = rate === undefined ? null : arrivals({ rate, from: began, until: endsAt });
  await Promise.all(
    sockets.map(async (socket) => {
      const replies = replyReader(socket);
      for (;;) {
        const due = dues === null ? performance.now() : await dues();
        if (due >= endsAt) break;
        socket.write(requestOf());
        await replies();
        if (due >= started) latencies.push(performance.now() - due);
      }
      socket.end();
    }),
  );
  const forSeconds = (performance.now() - started) / 1_000;
  return {
    replies: latencies.length,
    perSecond: latencies.length / forSeconds,
    latencies: Float64Array.from(latencies).sort(),
  };
}

/** The latency that `share` of the replies did not exceed. */
export function percentile({ latencies }: Pick<Load, "latencies">, share: number): number {
  return latencies[Math.max(0, Math.ceil(latencies.length * share) - 1)] ?? Number.NaN;
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").setNoDelay();
  await once(socket, "connect");
  return socket;
}

function requestWriter({ path, headers, body }: LoadOptions): () => Buffer {
  const lines = Object.entries({ host: "127.0.0.1", ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = `POST ${path} HTTP/1.1\r\n${lines.join("")}content-length: `;
  const write = (bytes: Uint8Array) => Buffer.concat([Buffer.from(`${head}${bytes.length}\r\n\r\n`), bytes]);
  if (typeof body === "function") return () => write(body());
  const request = write(body);
  return () => request;
}

interface ArrivalOptions {
  readonly rate: number;
  /** As performance.now() tells it. */
  readonly from: number;
  readonly until: number;
}

/** Each call resolves to the next moment of a Poisson process when that has come; to infinity when none is left. */
function arrivals({ rate, from, until }: ArrivalOptions): () => Promise<number> {
  const gap = () => (-Math.log(1 - Math.random()) * 1_000) / rate;
  const dues: number[] = [];
  const idle: ((due: number) => void)[] = [];
  let next = from + gap();
  const hand = () => {
    const now = performance.now();
    for (; next <= now && next < until; next += gap()) dues.push(next);
    const isOver = next >= until && dues.length === 0;
    if (isOver) clearInterval(timer);
    while (idle.length > 0 && (isOver || dues.length > 0))
      idle.shift()?.(dues.shift() ?? Number.POSITIVE_INFINITY);
  };
  const timer = setInterval(hand, 1);
  return () =>
    new Promise((resolve) => {
      idle.push(resolve);
      hand();
    });
}

/** Each call resolves with the next reply; rejects where it is not 200. */
function replyReader(socket: Socket): () => Promise<void> {
  let received = Buffer.alloc(0);
  let settle: { resolve(): void; reject(cause: unknown): void } | null = null;
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = replyEnd(received);
    if (end === null) return;
    if (received.toString("latin1", 0, 12) === "HTTP/1.1 200") settle?.resolve();
    else settle?.reject(new Error(received.toString("utf8", 0, 1_000)));
    received = received.subarray(end);
  });
  socket.on("error", (cause) => settle?.reject(cause));
  socket.on("close", () => settle?.reject(new Error("The connection was closed")));
  return () => new Promise((resolve, reject) => (settle = { resolve, reject }));
}

/** Where the first reply in `bytes` ends; null where it is not whole yet. */
function replyEnd(bytes: Buffer): number | null {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString("latin1", 0, head))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return bytes.length >= end ? end : null;
}
