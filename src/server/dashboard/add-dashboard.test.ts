/** The built pages over HTTP: what is kept, what is not, and what is not there. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorReply } from "../error-reply.ts";
import { addDashboard } from "./add-dashboard.ts";

let directory: string;
let app: FastifyInstance;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-pages-"));
  const build = join(directory, "build");
  await mkdir(join(build, "assets"), { recursive: true });
  const document = '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>';
  await writeFile(join(build, "index.html"), document);
  await writeFile(join(build, "icon.svg"), "<svg/>");
  await writeFile(join(build, "assets/index-AbC.js"), "let plain;");
  await writeFile(join(build, "assets/index-AbC.js.br"), brotliCompressSync("let plain;"));
  await writeFile(join(directory, "secret.txt"), "in confidence");
  app = serving(build);
});
afterAll(async () => {
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

function serving(folder: string): FastifyInstance {
  const made = Fastify();
  addDashboard(made, { folder: pathToFileURL(`${folder}/`) });
  made.setErrorHandler((cause, _, reply) => {
    const { status, body } = errorReply(cause);
    return reply.code(status).send(body);
  });
  return made;
}

const get = (url: string, headers = {}) => app.inject({ method: "GET", url, headers });

test("every address of a page is the document, with a nonce that its policy names and no other reply has", async () => {
  const nonces = new Set<string>();
  for (const url of ["/ui/", "/ui/monitoring?last=7d", "/ui/predictions/a/b"]) {
    const { statusCode, payload, headers } = await get(url);
    expect([statusCode, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = String(headers["content-security-policy"]);
    const nonce = /'nonce-([\w-]{22})'/.exec(policy)?.[1] ?? "";
    expect(payload.match(/nonce="([^"]*)"/g)).toEqual([`nonce="${nonce}"`, `nonce="${nonce}"`]);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
  expect((await get("/ui")).headers.location).toBe("/ui/");
});

test("an asset is kept for good, compressed as it was built; the icon is asked for again", async () => {
  const { statusCode, headers, rawPayload } = await get("/ui/assets/index-AbC.js", {
    "accept-encoding": "br",
  });
  expect([statusCode, headers["content-encoding"]]).toEqual([200, "br"]);
  expect(rawPayload).toEqual(brotliCompressSync("let plain;"));
  expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect((await get("/ui/assets/index-AbC.js")).payload).toBe("let plain;");
  expect((await get("/ui/icon.svg")).headers["cache-control"]).toBe("no-cache");
});

test("nothing but the build is served", async () => {
  for (const url of [
    "/ui/assets/other.js",
    "/ui/assets/",
    "/ui/assets/../../secret.txt",
    "/ui/assets/..%2f..%2fsecret.txt",
    "/ui/assets/%2e%2e/%2e%2e/secret.txt",
    "/ui/assets/index-AbC.js%00.txt",
  ]) {
    const { statusCode, payload } = await get(url);
    expect([url, statusCode]).toEqual([url, 404]);
    expect(payload).not.toBe("in confidence");
  }
});

test("a clone that was not built says how to build it", async () => {
  await using missing = serving(join(directory, "none"));
  const { statusCode, payload } = await missing.inject("/ui/");
  expect([statusCode, payload]).toEqual([404, expect.stringContaining("npm run build:dashboard")]);
});
