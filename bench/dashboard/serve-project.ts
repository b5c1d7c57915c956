import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startServing } from "../../test/cli/start-serving.ts";

export interface Served extends AsyncDisposable {
  readonly url: string;
}

/** A server of the project in `directory`, as a user starts it, that judges nothing meanwhile. */
export async function serveProject(directory: string): Promise<Served> {
  const { child, line } = await startServing(directory, { args: ["--no-monitor"] });
  return {
    url: line.url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** The least that a page can be. */
export async function serveSentence(): Promise<Served> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Bare</title><h1>All is well.</h1>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: async () => void server.close() };
}
