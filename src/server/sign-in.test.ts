/** Sessions of the pages, over a real store and the whole app: what a browser gets, and what ends it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { identityModel } from "../../test/serve/small-models.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import type { KeyScope } from "../io/api-key.ts";
import { createKey, openStore, revokeKey, rotateKey, type Store } from "../io/store/index.ts";
import { openRegistry, type Registry } from "../io/store/registry.ts";
import { authoriser } from "./auth.ts";
import { sessionMs, signInOf } from "./sign-in.ts";
import { type KeyWatch, watchKeys } from "./watch-keys.ts";

let directory: string;
let store: Store;
let registry: Registry;
let watch: KeyWatch;
let server: TestApp;
let other: TestApp;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-sign-in-"));
  const path = join(directory, "store.sqlite");
  store = await openStore(path);
  registry = await openRegistry(path);
  await createKey(store, { scope: "admin", now: Date.now() });
  watch = await watchKeys({ keys: async () => registry.keys(), everyMs: 5, onTrouble: () => undefined });
  server = await serving(registry);
  other = await serving(registry); // as another worker process has it: nothing shared but the store
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await watch.stop();
  registry[Symbol.dispose]();
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function serving({ sessions }: Registry): Promise<TestApp> {
  const known = { known: () => watch.known, always: false, sessions };
  return await testApp(identityModel(), {
    authorise: authoriser(known),
    signIn: signInOf({ ...known, isSecure: false }),
  });
}

const own = { origin: "http://localhost:80" };

/** Makes a key and signs in with it; what the browser sends from then on. */
async function signedIn(scope: KeyScope, name = "") {
  const key = await createKey(store, { scope, name, now: Date.now() });
  await expect.poll(() => watch.known.byId.has(key.id)).toBe(true);
  const { statusCode, headers } = await server.post("/api/session", { key: key.text }, own);
  expect(statusCode).toBe(200);
  const [cookie = ""] = String(headers["set-cookie"]).split(";");
  return { key, headers: { cookie, ...own }, setCookie: String(headers["set-cookie"]) };
}

const statusOf = async (headers: Record<string, string>, to = server) =>
  (await to.get("/metrics", headers)).statusCode;

test("signing in gives a cookie that no script reads and no other site sends, and is as good as its key", async () => {
  const { key, headers, setCookie } = await signedIn("admin", "ops");
  expect(setCookie).toMatch(
    /^airworthy_session=[\w-]{43}; Path=\/api; Max-Age=43200; HttpOnly; SameSite=Strict$/,
  );
  expect(setCookie).not.toContain(key.text.slice(-49));
  expect((await server.get("/api/session", headers)).json()).toEqual({
    signIn: "done",
    key: { id: key.id, name: "ops", scope: "admin" },
    project: null,
  });
  expect(await statusOf(headers)).toBe(200);
  expect(await statusOf(headers, other)).toBe(200);
  expect(JSON.stringify(server.log)).not.toContain(key.text.slice(-49));
  const kept = await store.db.selectFrom("api_keys").selectAll().execute();
  expect(JSON.stringify(kept)).not.toContain(headers.cookie.split("=")[1]);
});

test("a session has the scope of its key and no more", async () => {
  const { headers } = await signedIn("predict");
  expect(await statusOf(headers)).toBe(403);
});

test("a session ends with its key: revoked or rotated", async () => {
  const revoked = await signedIn("admin");
  await revokeKey(store, revoked.key.id, { now: Date.now() });
  await expect.poll(() => statusOf(revoked.headers)).toBe(401);
  const rotated = await signedIn("admin");
  await rotateKey(store, rotated.key.id, { now: Date.now() + 1, overlapMs: 60_000 });
  await expect.poll(() => statusOf(rotated.headers)).toBe(401);
  expect(await statusOf({ authorization: `Bearer ${rotated.key.text}` })).toBe(200); // the old text overlaps
});

test("a session ends after half a day, and when it is ended", async () => {
  const one = await signedIn("admin");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + sessionMs + 1 });
  try {
    expect(await statusOf(one.headers)).toBe(401);
  } finally {
    vi.useRealTimers();
  }
  expect(await statusOf(one.headers)).toBe(200);
  const { headers, statusCode } = await server.post("/api/session/end", {}, one.headers);
  expect([statusCode, headers["set-cookie"]]).toEqual([200, expect.stringContaining("Max-Age=0")]);
  expect([await statusOf(one.headers), await statusOf(one.headers, other)]).toEqual([401, 401]);
});

test("what changes something and comes with a session is taken from the server's own pages alone", async () => {
  const { headers } = await signedIn("admin");
  const { cookie } = headers;
  const post = async (more: Record<string, string>) => {
    const { statusCode, payload } = await server.post("/v2/repository/index", {}, { cookie, ...more });
    return [statusCode, statusCode === 200 ? "" : JSON.parse(payload).code];
  };
  expect(await post({})).toEqual([403, "ORIGIN_REFUSED"]);
  expect(await post({ origin: "http://localhost:8081" })).toEqual([403, "ORIGIN_REFUSED"]);
  expect(await post({ origin: "https://evil.example" })).toEqual([403, "ORIGIN_REFUSED"]);
  expect(await post({ origin: "null" })).toEqual([403, "ORIGIN_REFUSED"]);
  expect((await post({ origin: "http://localhost:80" }))[0]).toBe(200);
});

test("a key that is not taken begins no session, and a token that was never given is nobody's", async () => {
  const { statusCode, headers, payload } = await server.post("/api/session", { key: "aw_admin_x" }, own);
  expect([statusCode, headers["set-cookie"]]).toEqual([401, undefined]);
  expect(payload).toContain("UNAUTHENTICATED");
  expect(await statusOf({ cookie: `airworthy_session=${"A".repeat(43)}` })).toBe(401);
  expect((await server.get("/api/session")).json()).toEqual({ signIn: "needed", key: null, project: null });
});
