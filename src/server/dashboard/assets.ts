/** The files of the dashboard's build, whose names hold the hash of what is in them: a browser asks for each once. */
import { readdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import Fastify from "fastify";
import { securityHeaders } from "../security-headers.ts";

export interface AssetServer {
  /** Whether the build has the file that `url` asks for. */
  has(url: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

const immutable = "public, max-age=31536000, immutable";
const asLongAsItHolds = "no-cache"; // asked for again by its ETag

/** Serves the build in `folder`. */
export async function openAssets(folder: URL): Promise<AssetServer> {
  const { fastifyStatic } = await import("@fastify/static");
  const names = await readdir(new URL("assets/", folder));
  const known = new Set(["/ui/icon.svg", ...names.map((name) => `/ui/assets/${name}`)]);
  const app = Fastify();
  await app.register(fastifyStatic, {
    root: fileURLToPath(folder),
    prefix: "/ui/",
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      const caching = path.includes("/assets/") ? immutable : asLongAsItHolds;
      reply.headers({ ...securityHeaders, "cache-control": caching });
    },
  });
  await app.ready();
  return {
    has: (url) => known.has(new URL(url, "http://localhost").pathname),
    answer: (request, response) => app.routing(request, response),
    close: () => app.close(),
  };
}
