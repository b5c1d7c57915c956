/** A local HTTP server that keeps what it gets, refuses with an echo, redirects, floods, or never answers, by path. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface HttpRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReceiver extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly HttpRequest[];
}

type Answer = (request: HttpRequest) => {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
} | null;

const answers: Readonly<Record<string, Answer>> = {
  fine: () => ({ status: 200, body: "ok" }),
  refuse: ({ path, headers, body }) => ({
    status: 500,
    body: `${path} ${headers.authorization} ${headers["webhook-signature"]} ${body}`,
  }),
  hang: () => null,
  redirect: () => ({ status: 302, headers: { location: "/fine" } }),
  busy: () => ({ status: 429, headers: { "retry-after": "7" } }),
  flood: () => ({ status: 500, body: "y".repeat(20_000_000) }),
};

export async function startHttpReceiver(): Promise<HttpReceiver> {
  const requests: HttpRequest[] = [];
  const server = createServer((incoming, reply) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const request = {
        path: incoming.url ?? "",
        headers: incoming.headers,
        body: Buffer.concat(parts).toString("utf8"),
      };
      requests.push(request);
      const answer = answers[request.path.split("/")[1] ?? ""]?.(request);
      if (answer === null) return;
      reply.writeHead(answer?.status ?? 404, answer?.headers).end(answer?.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
