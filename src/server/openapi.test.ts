/** The interface's own description: whole, right about keys, and with examples that work. */
import { createHash } from "node:crypto";
import { Script } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allRoutes as routes } from "../../test/serve/all-routes.ts";
import { type LiveApp, liveApp } from "../../test/serve/live-app.ts";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { testApp } from "../../test/serve/test-app.ts";
import { keyScopes, makeKey } from "../io/api-key.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";
import { authoriser } from "./auth.ts";

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let packages: ServedPackages;
let server: LiveApp;
let document: Document;
beforeAll(async () => {
  packages = await servedPackages();
  server = await liveApp(servedModelOf(packages.loaded));
  document = (await server.get("/openapi.json")).json();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

function operations({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

test("/openapi.json has every path of every route, an id for each, and the scope that the route has", () => {
  const all = operations(document);
  expect(all).toHaveLength(routes.flatMap(({ paths }) => paths).length);
  expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
  for (const { method, paths, scope } of routes)
    for (const path of paths) {
      const operation = document.paths[path]?.[method.toLowerCase()];
      expect(operation?.security).toEqual(scope === "open" ? [] : [{ bearer: [scope] }, { header: [scope] }]);
      expect(document.tags.map(({ name }) => name)).toContain(operation?.tags[0]);
      expect("401" in (operation?.responses ?? {})).toBe(scope !== "open");
    }
});

test("/openapi.json refers to nothing that it lacks", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, path = ""]) => path,
  );
  expect(references.length).toBeGreaterThan(50);
  for (const path of new Set(references)) {
    const found = path
      .split("/")
      .reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>> | undefined)?.[step], document);
    expect(found, path).toBeDefined();
  }
});

test("each operation answers the example of its body and its parameters", async () => {
  const ofModels = operations(document).filter(({ path }) => !path.startsWith("/api/")); // those ask for a project
  for (const { path, method, operation } of ofModels) {
    const values = Object.fromEntries(
      operation.parameters.map(({ name, example }) => [name, String(example)]),
    );
    const inQuery = operation.parameters.filter((parameter) => parameter.in === "query");
    const query = new URLSearchParams(
      Object.fromEntries(inQuery.map(({ name }) => [name, values[name] ?? ""])),
    );
    const url = `${path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ""))}?${query}`;
    const example = operation.requestBody?.content["application/json"]?.example;
    expect(example === undefined, path).toBe(method === "get");
    const reply = method === "get" ? await server.get(url) : await server.post(url, example);
    expect([url, reply.statusCode, reply.statusCode === 200 || reply.payload]).toEqual([url, 200, true]);
  }
});

test("examples, which hold a row of data, are for who may predict", async () => {
  const keys = keyScopes.map((scope) => makeKey(scope));
  const byId = new Map(
    keys.map((key) => [
      key.id,
      {
        ...key,
        hash: Buffer.from(key.hash, "hex"),
        previous: null,
        expiresAt: null,
        rotatedAt: null,
        name: "",
      },
    ]),
  );
  const known = () => ({ byId, any: true, readAt: performance.now() });
  const authorise = authoriser({ known, always: false });
  await using keyed = await testApp(servedModelOf(packages.loaded), { authorise });
  const hasExamples = async (headers: Record<string, string>) => {
    const { payload } = await keyed.get("/openapi.json", headers);
    expect(payload.includes("will-buy")).toBe(payload.includes('"inputs":[{"name":"device"'));
    return payload.includes("will-buy");
  };
  const found = await Promise.all(keys.map(({ text }) => hasExamples({ "x-api-key": text })));
  expect(Object.fromEntries(keys.map(({ scope }, at) => [scope, found[at]]))).toEqual({
    predict: true,
    feedback: false,
    admin: true,
  });
  expect(await hasExamples({})).toBe(false);
});

test("/docs is one page whose policy lets its own style and script in, and nothing else", async () => {
  const { payload, headers } = await server.get("/docs", { "accept-encoding": "identity" });
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  const policy = new Map(
    String(headers["content-security-policy"])
      .split("; ")
      .map((each) => [each.split(" ")[0], each.split(" ").slice(1).join(" ")]),
  );
  const digest = (text = "") => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(payload) ?? [];
  const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(payload) ?? [];
  expect(script.length).toBeGreaterThan(1_000);
  expect(() => new Script(script)).not.toThrow();
  expect(Object.fromEntries(policy)).toMatchObject({
    "default-src": "'none'",
    "style-src": digest(style),
    "script-src": digest(script),
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  });
  expect(payload.match(/(?:https?:)?\/\/[\w.-]+\.[a-z]{2,}/g)).toBeNull();
  expect(payload).not.toMatch(/localStorage|sessionStorage|document\.cookie|innerHTML|\son\w+="/);
});
