/** Every route with every scope, from the route table itself, so that no new route can be forgotten. */
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allRoutes as routes } from "../../test/serve/all-routes.ts";
import { openedStore } from "../../test/serve/opened-store.ts";
import { identityModel } from "../../test/serve/small-models.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { type KeyScope, keyScopes, makeKey } from "../io/api-key.ts";
import { createKey, listKeys, revokeKey, rotateKey, type Store } from "../io/store/index.ts";
import { type AuthoriserOptions, authoriser, trustMs } from "./auth.ts";
import { type KeyWatch, watchKeys } from "./watch-keys.ts";

let opened: Awaited<ReturnType<typeof openedStore>>;
let store: Store;
let watch: KeyWatch;
let server: TestApp;
const texts: Partial<Record<KeyScope, string>> = {};
beforeAll(async () => {
  opened = await openedStore();
  ({ store } = opened);
  for (const scope of keyScopes) texts[scope] = (await createKey(store, { scope, now: Date.now() })).text;
  watch = await watchKeys({ keys: () => listKeys(store), everyMs: 5, onTrouble: () => undefined });
  server = await testApp(identityModel(), { authorise: authoriserOf(watch) });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await watch.stop();
  await opened[Symbol.asyncDispose]();
});

function authoriserOf(watch: KeyWatch, options: Partial<AuthoriserOptions> = {}) {
  return authoriser({ known: () => watch.known, always: false, ...options });
}

const bearer = (text = "") => ({ authorization: `Bearer ${text}` });
const soon = { interval: 5, timeout: 5_000 };

interface Asked {
  readonly method: string;
  readonly url: string;
}

async function ask({ method, url }: Asked, headers: Record<string, string>) {
  return await server.app.inject({ method: method as "GET", url, headers });
}

const table = routes.flatMap(({ method, paths, scope, events }) =>
  paths.flatMap((path) => {
    const url = path.replace("{model}", "identity").replace("{version}", "1");
    const methods = method === "GET" && events === undefined ? ["GET", "HEAD"] : [method];
    return methods.map((each) => ({ method: each, url, scope }));
  }),
);

test.each(table)("$method $url wants a key of the scope $scope, or admin", async (asked) => {
  const { scope } = asked;
  const passes = new Set([200, 400, 404, 415, 422, 503]); // whatever the route says once it is asked
  const unknown = makeKey("admin").text;
  for (const headers of [{}, bearer(unknown), { "x-api-key": unknown }, bearer("nonsense")] as Record<
    string,
    string
  >[]) {
    const { statusCode, headers: sent } = await ask(asked, headers);
    if (scope === "open") expect(passes).toContain(statusCode);
    else {
      expect(statusCode).toBe(401);
      expect(sent["www-authenticate"]).toMatch(/^Bearer realm="airworthy"/);
    }
  }
  for (const given of keyScopes)
    for (const headers of [bearer(texts[given]), { "x-api-key": texts[given] ?? "" }] as Record<
      string,
      string
    >[]) {
      const { statusCode, headers: sent } = await ask(asked, headers);
      const mayPass = scope === "open" || given === scope || given === "admin";
      if (mayPass) expect(passes, `${given} got ${statusCode}`).toContain(statusCode);
      else {
        expect(statusCode).toBe(403);
        expect(sent["www-authenticate"]).toContain(`error="insufficient_scope", scope="${scope}"`);
      }
    }
});

test("no two routes share a method and a path", () => {
  const all = routes.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`));
  expect(new Set(all).size).toBe(all.length);
});

test("these routes and no others are open, or for feedback, or for admin alone", () => {
  const of = (wanted: string) =>
    routes
      .filter(({ scope }) => scope === wanted)
      .flatMap(({ paths }) => paths)
      .sort();
  const session = ["/api/session", "/api/session", "/api/session/end"];
  const health = ["/health", "/ping", "/v2/health/live", "/v2/health/ready"];
  expect(of("open")).toEqual([...health, ...session, "/docs", "/openapi.json"].sort());
  const isForPages = (path: string) => path.startsWith("/api/");
  expect(of("feedback").filter((path) => !isForPages(path))).toEqual(["/feedback"]);
  expect(of("admin").filter((path) => !isForPages(path))).toEqual(["/metrics"]);
});

test("a refusal is an error of the table, and never says which key there is", async () => {
  const url = "/v2";
  const refusal = async (headers: Record<string, string>) => (await server.get(url, headers)).json();
  expect(await refusal({})).toEqual({
    code: "UNAUTHENTICATED",
    error: expect.stringContaining("no API key"),
  });
  const { id } = makeKey("admin");
  const known = texts.predict?.split("_")[2] ?? "";
  const answers = await Promise.all(
    [makeKey("predict").text, makeKey("predict", { id: known }).text, `aw_predict_${id}_x`].map((text) =>
      refusal(bearer(text)),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const log = JSON.stringify(server.log);
  for (const text of Object.values(texts)) expect(log).not.toContain(text.slice(-49));
});

test("a key of another scope under a known id opens nothing", async () => {
  const id = texts.predict?.split("_")[2] ?? "";
  expect((await server.get("/metrics", bearer(makeKey("admin", { id }).text))).statusCode).toBe(401);
  const renamed = (texts.predict ?? "").replace("aw_predict_", "aw_admin_");
  expect((await server.get("/metrics", bearer(renamed))).statusCode).toBe(401);
});

test("the log names the id of the key that was used", async () => {
  server.log.length = 0;
  await server.get("/v2", bearer(texts.predict));
  await expect.poll(() => server.log).toMatchObject([{ status: 200, key: texts.predict?.split("_")[2] }]);
});

test("a revoked key is refused at once, a rotated one after its overlap, an expired one from its moment", async () => {
  const status = async (text: string) => (await server.get("/v2", bearer(text))).statusCode;
  const made = await createKey(store, { scope: "predict", now: Date.now() });
  await expect.poll(() => status(made.text), soon).toBe(200);
  const rotated = await rotateKey(store, made.id, { now: Date.now(), overlapMs: 60_000 });
  await expect.poll(() => status(rotated.text), soon).toBe(200);
  expect(await status(made.text)).toBe(200);
  const again = await rotateKey(store, made.id, { now: Date.now() });
  await expect.poll(() => status(again.text), soon).toBe(200);
  expect([await status(made.text), await status(rotated.text)]).toEqual([401, 401]);
  await revokeKey(store, made.id, { now: Date.now() });
  await expect.poll(() => status(again.text), soon).toBe(401);
  const expiring = await createKey(store, { scope: "predict", expiresAt: Date.now() + 400, now: Date.now() });
  await expect.poll(() => status(expiring.text), soon).toBe(200);
  await expect.poll(() => status(expiring.text), soon).toBe(401);
});

test("authoriser() takes an overlapping key until its overlap ends", async () => {
  const [old, now] = [makeKey("predict"), Date.now()];
  const never = { expiresAt: null, rotatedAt: null };
  const key = { id: old.id, name: "", scope: "predict" as const, hash: Buffer.alloc(32), ...never };
  const taken = (until: number) => {
    const previous = { hash: Buffer.from(old.hash, "hex"), until };
    const known = { byId: new Map([[old.id, { ...key, previous }]]), any: true, readAt: performance.now() };
    return () => authoriser({ known: () => known, always: false })(bearer(old.text), "predict");
  };
  expect(taken(now + 60_000)()).toBe(old.id);
  expect(taken(now - 1)).toThrow(expect.objectContaining({ code: "UNAUTHENTICATED" }));
});

test("a project that never had a key is open on loopback; revoking the last key does not open it", async () => {
  await using other = await openedStore();
  const watched = await watchKeys({
    keys: () => listKeys(other.store),
    everyMs: 5,
    onTrouble: () => undefined,
  });
  const authorise = authoriserOf(watched);
  expect(authorise({}, "admin")).toBeNull();
  expect(() => authoriserOf(watched, { always: true })({}, "predict")).toThrow("no API key");
  const made = await createKey(other.store, { scope: "predict", now: Date.now() });
  await expect.poll(() => watched.hasActive, soon).toBe(true);
  expect(() => authorise({}, "predict")).toThrow("no API key");
  await revokeKey(other.store, made.id, { now: Date.now() });
  await expect.poll(() => watched.hasActive, soon).toBe(false);
  expect(() => authorise({}, "predict")).toThrow("no API key");
  await watched.stop();
});

test("while the store is away the last known keys are taken for a minute, and then none", async () => {
  const key = makeKey("predict");
  let isAway = false;
  const troubles: unknown[] = [];
  const keys = async () => {
    if (isAway) throw new Error("away");
    return await listKeys(store);
  };
  const watched = await watchKeys({ keys, everyMs: 5, onTrouble: (cause) => void troubles.push(cause) });
  isAway = true;
  await expect.poll(() => troubles.length, soon).toBe(1);
  const authorise = authoriserOf(watched);
  expect(authorise(bearer(texts.predict), "predict")).toEqual(expect.any(String));
  const stale = { ...watched.known, readAt: performance.now() - trustMs - 1 };
  const late = authoriser({ known: () => stale, always: false });
  expect(() => late(bearer(texts.predict), "predict")).toThrow(
    expect.objectContaining({ code: "STORE_UNUSABLE" }),
  );
  expect(() => late(bearer(key.text), "open")).not.toThrow();
  await watched.stop();
  expect(troubles).toHaveLength(1);
});

test("a request without a key is refused before its body is read", async () => {
  const url = new URL(await server.app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(url.port), url.hostname);
  const reply = new Promise<string>((resolve) => socket.once("data", (bytes) => resolve(String(bytes))));
  socket.write("POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{");
  expect(await reply).toMatch(/^HTTP\/1\.1 401 /);
  socket.destroy();
});
