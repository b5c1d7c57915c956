/**
 * The dashboard's pages under /ui/: every address but an asset's is the one document, whose script knows the pages. What
 * serves the assets is loaded with the first of them, so that a server starts without it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AirworthyError } from "../../core/error.ts";
import { type AssetServer, openAssets } from "./assets.ts";
import { pageDocument } from "./page-document.ts";

export interface DashboardOptions {
  /** Where the build lies; the package's own unless told. */
  readonly folder?: URL;
  /** Called when a page is about to ask. */
  readonly onPage?: () => void;
}

/** Makes `app` answer under /ui/. */
export function addDashboard(app: FastifyInstance, options: DashboardOptions = {}): void {
  const { folder = new URL("../../../dist/dashboard/", import.meta.url), onPage } = options;
  let assets: Promise<AssetServer> | undefined;
  const document = async (_: FastifyRequest, reply: FastifyReply) => {
    const { html, policy } = await pageDocument(folder);
    onPage?.();
    return reply
      .headers({ "content-security-policy": policy, "cross-origin-opener-policy": "same-origin" })
      .type("text/html; charset=utf-8")
      .send(html);
  };
  app.get("/ui", { config: { path: "/ui/" } }, (_, reply) => reply.redirect("/ui/"));
  app.get("/ui/*", { config: { path: "/ui/" } }, document);
  app.get("/ui/icon.svg", { config: { path: "/ui/icon.svg" } }, asset);
  app.get("/ui/assets/*", { config: { path: "/ui/assets/" } }, asset);
  app.addHook("onClose", async () => {
    await (await assets)?.close();
  });

  async function asset(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    assets ??= openAssets(folder);
    const server = await assets.catch((cause: unknown) => {
      assets = undefined;
      throw cause;
    });
    if (!server.has(request.url)) throw new AirworthyError("NOT_FOUND", "The dashboard has no such file.");
    reply.hijack();
    server.answer(request.raw, reply.raw);
  }
}
