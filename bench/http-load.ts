/** A client that costs little: the same bytes again and again on raw connections, counting replies by Content-Length. */
import { connect, type Socket } from "node:net";

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly connections: number;
  readonly forMs: number;
}

export interface Load {
  readonly replies: number;
  readonly perSecond: number;
  /** How long each reply took in ms, from writing its request to its last byte; ascending. */
  readonly latencies: Float64Array;
}

/** Replies, and how many a second; rejects at the first that is not 200. */
export async function httpLoad(options: LoadOptions): Promise<Load> {
  const { path, headers, body, connections, forMs, port } = options;
  const lines = Object.entries({ host: "127.0.0.1", ...headers, "content-length": String(body.length) });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  const request = Buffer.concat([Buffer.from(head), body]);
  const endsAt = performance.now() + forMs;
  const started = performance.now();
  const taken = await Promise.all(
    Array.from({ length: connections }, () => runConnection(connect(port, "127.0.0.1"), request, endsAt)),
  );
  const forSeconds = (performance.now() - started) / 1_000;
  const latencies = Float64Array.from(taken.flat()).sort();
  return { replies: latencies.length, perSecond: latencies.length / forSeconds, latencies };
}

/** The latency that `share` of the replies did not exceed. */
export function percentile({ latencies }: Load, share: number): number {
  return latencies[Math.max(0, Math.ceil(latencies.length * share) - 1)] ?? Number.NaN;
}

function runConnection(socket: Socket, request: Buffer, endsAt: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    let sentAt = 0;
    let received = Buffer.alloc(0);
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setNoDelay().on("connect", send).on("error", reject);
    socket.on("data", (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const end = replyEnd(received);
      if (end === null) return;
      if (received.toString("latin1", 0, 12) !== "HTTP/1.1 200")
        reject(new Error(received.toString("utf8", 0, 1_000)));
      received = received.subarray(end);
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now < endsAt) send();
      else socket.end(() => resolve(latencies));
    });
  });
}

/** Where the first reply in `bytes` ends; null where it is not whole yet. */
function replyEnd(bytes: Buffer): number | null {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString("latin1", 0, head))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return bytes.length >= end ? end : null;
}
