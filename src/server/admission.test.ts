/** Names, origins, and requests that mean to be read in two ways. */
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identityModel } from "../../test/serve/small-models.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { corsOrigins } from "./cross-origin.ts";
import { hostCheck } from "./host-check.ts";

const shop = "https://shop.example.org";
let server: TestApp;
let port: number;
beforeAll(async () => {
  server = await testApp(identityModel(), {
    admission: {
      isKnownHost: hostCheck({ address: "127.0.0.1", isLoopback: true, allowedHosts: ["model.example.org"] }),
      origins: corsOrigins([shop]),
    },
  });
  port = Number(new URL(await server.app.listen({ host: "127.0.0.1", port: 0 })).port);
});
afterAll(() => server[Symbol.asyncDispose]());

test("a request whose Host is another's name is refused, on every route and where there is none", async () => {
  const bad = [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "2130706433",
    "[::2]",
    "@localhost",
    "",
  ];
  for (const host of bad)
    for (const url of ["/v2/health/live", "/v2", "/openapi.json", "/nothing"]) {
      const reply = await server.get(url, { host: `${host}:8080` });
      expect([host, reply.statusCode, reply.json().code]).toEqual([host, 403, "ORIGIN_REFUSED"]);
    }
  const good = [
    "localhost",
    "LOCALHOST:80",
    "127.0.0.1:8080",
    "[::1]:8080",
    "localhost.",
    "Model.example.org:443",
  ];
  for (const host of good)
    expect([host, (await server.get("/v2", { host })).statusCode]).toEqual([host, 200]);
});

test("hostCheck() off loopback takes every name, or those alone that were allowed", () => {
  const check = (allowedHosts: string[]) =>
    hostCheck({ address: "10.0.0.7", isLoopback: false, allowedHosts });
  expect(check([])("anything.example")).toBe(true);
  const named = check(["model.example.org"]);
  expect(["model.example.org:443", "10.0.0.7:8080", "localhost", "evil.example"].map(named)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  for (const text of ["a b", "https://a", "a:80", "*", "a/b", "a..b"])
    expect(() => check([text])).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});

const preflight = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "authorization",
};

test("CORS: an allowed origin is answered, exactly; every other one is not, and may change nothing", async () => {
  const ask = (origin: string, method = "GET", more = {}) =>
    server.app.inject({ method: method as "GET", url: "/v2", headers: { origin, ...more } });
  const cors = (reply: Awaited<ReturnType<typeof ask>>) =>
    Object.keys(reply.headers).filter((name) => name.startsWith("access-control-"));
  const asked = await ask(shop, "OPTIONS", preflight);
  expect([asked.statusCode, asked.payload]).toEqual([204, ""]);
  expect(asked.headers).toMatchObject({
    "access-control-allow-origin": shop,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": expect.stringContaining("authorization"),
    vary: "origin",
  });
  const answered = await ask(shop);
  expect(answered.statusCode).toBe(200);
  expect(answered.headers).toMatchObject({
    "access-control-allow-origin": shop,
    vary: expect.stringContaining("origin"),
  });
  expect(answered.headers).not.toHaveProperty("access-control-allow-credentials");
  const strangers = [
    `${shop}.evil.example`,
    "https://evil.example",
    "http://shop.example.org",
    `${shop}:8443`,
    "null",
  ];
  for (const origin of strangers) {
    expect(cors(await ask(origin))).toEqual([]);
    expect(cors(await ask(origin, "OPTIONS", preflight))).toEqual([]);
    const changing = await server.post("/invocations", {}, { origin, "content-type": "text/plain" });
    expect([origin, changing.statusCode, changing.json().code]).toEqual([origin, 403, "ORIGIN_REFUSED"]);
  }
  const own = await server.post("/invocations", {}, { origin: "http://localhost:80", host: "localhost:80" });
  expect(own.json().code).toBe("REQUEST_INVALID"); // it got to the route
});

test("a server without allowed origins tells no page of any other anything", async () => {
  await using closed = await testApp(identityModel());
  for (const method of ["GET", "OPTIONS"] as const) {
    const reply = await closed.app.inject({ method, url: "/v2", headers: { origin: shop, ...preflight } });
    expect(Object.keys(reply.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  }
});

test("corsOrigins() takes exact origins alone", () => {
  expect(corsOrigins([shop, "http://localhost:3000"])).toEqual(new Set([shop, "http://localhost:3000"]));
  for (const origin of [
    "*",
    "null",
    "",
    "shop.example.org",
    `${shop}/`,
    `${shop}/app`,
    "https://*.example.org",
    "file:///a",
  ])
    expect(() => corsOrigins([origin])).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});

/** What comes back for bytes that are sent as they are, until the server closes. */
async function sent(...lines: readonly string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let reply = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    reply += text;
  });
  socket.on("error", () => socket.destroy());
  socket.write(lines.join("\r\n"));
  await new Promise((resolve) => socket.once("close", resolve));
  return reply;
}

const start = ["POST /invocations HTTP/1.1", "Host: localhost", "Connection: close"];
const hidden = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

test.each([
  ["two lengths", [...start, "Content-Length: 0", `Content-Length: ${hidden.length}`, "", hidden]],
  ["a length and chunks", [...start, "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", "", hidden]],
  ["chunks under another name", [...start, "Transfer-Encoding: xchunked", "", "0", "", hidden]],
  ["a space before the colon", [...start, "Content-Length : 5", "", hidden]],
  ["a length that is no number", [...start, "Content-Length: +5", "", hidden]],
  ["a folded header", [...start, "X-A: 1", " Transfer-Encoding: chunked", "Content-Length: 0", "", hidden]],
  ["a bare line feed", ["POST /invocations HTTP/1.1\nHost: localhost\nContent-Length: 0\n", hidden]],
  [
    "a chunk size that is none",
    [...start, "Transfer-Encoding: chunked", "", "0x5", "hello", "0", "", hidden],
  ],
  ["no Host", ["GET /v2 HTTP/1.1", "Connection: close", "", ""]],
  ["a header beyond 16 KiB", ["GET /v2 HTTP/1.1", "Host: localhost", `X-A: ${"a".repeat(20_000)}`, "", ""]],
])("a request with %s is refused, and nothing behind it is read as another one", async (_, lines) => {
  const reply = await sent(...lines);
  expect(reply).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(reply.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect(reply).not.toContain('"live"');
});
