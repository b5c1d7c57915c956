/** What no route may do whatever it is sent: reach a prototype or a file, run deep or long, or fail as if it were our fault. */
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allRoutes as routes } from "../../test/serve/all-routes.ts";
import { type LiveApp, liveApp } from "../../test/serve/live-app.ts";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";
import { defaultLimits } from "./limits.ts";
import type { Route } from "./route.ts";

const limits = { bodyBytes: 100_000, lineBytes: 10_000, rows: 50 };
let packages: ServedPackages;
let server: LiveApp;
let port: number;
beforeAll(async () => {
  packages = await servedPackages();
  server = await liveApp(servedModelOf(packages.loaded), { limits });
  port = Number(new URL(await server.app.listen({ host: "127.0.0.1", port: 0 })).port);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

const posts = routes.flatMap((route) =>
  route.method === "POST" ? route.paths.map((path) => ({ route, path })) : [],
);

function urlOf(path: string, model = "will-buy", version = "3"): string {
  return path.replace("{model}", model).replace("{version}", version);
}

/** A body that the route answers; an empty object where its routes have none that always holds. */
function exampleOf(route: Route): unknown {
  const { model } = server.host.serving ?? {};
  return (model === undefined ? undefined : route.example?.(model)) ?? {};
}

/** `json` with a member more in its every object, one at a time. */
function withMember(json: string, member: string): string[] {
  return [...json.matchAll(/\{/g)].map(({ index }) => {
    const rest = json.slice(index + 1);
    return `${json.slice(0, index + 1)}${member}${rest.startsWith("}") ? "" : ","}${rest}`;
  });
}

const reaches = [
  '"__proto__":{"polluted":1}',
  '"\\u005f\\u005fproto__":{"polluted":1}',
  '"constructor":{"prototype":{"polluted":1}}',
];

test.each(posts)("POST $path refuses every reach for a prototype", async ({ route, path }) => {
  const json = JSON.stringify(exampleOf(route));
  const bodies = reaches.flatMap((reach) => withMember(json, reach));
  expect(bodies.length).toBeGreaterThanOrEqual(reaches.length);
  for (const body of bodies) {
    const { statusCode } = await server.post(urlOf(path), body);
    expect([body, statusCode]).toEqual([body, 400]);
    if (route.streams === undefined) continue;
    const streamed = await server.post(urlOf(path), `${body}\n`, { "content-type": route.streams });
    expect([body, streamed.statusCode]).toEqual([
      body,
      expect.toSatisfy((status) => [400, 422, 200].includes(status)),
    ]);
    expect(streamed.json().accepted ?? 0).toBe(0);
  }
  expect("polluted" in {}).toBe(false);
});

const memberNames = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

test("names that every object has are names like any other, in columns, tensors, parameters and queries", async () => {
  const infer = urlOf("/v2/models/{model}/infer");
  for (const name of memberNames) {
    const input = { name, datatype: "FP64", shape: [1, 1], data: [1] };
    const csv = `${name},device,clicks,past_clicks\n1,a,1,1\n`;
    const split = {
      dataframe_split: { columns: [name, "device", "clicks", "past_clicks"], data: [[1, "a", 1, 1]] },
    };
    const replies = [
      await server.post(infer, { inputs: [input] }),
      await server.post(infer, { inputs: [], outputs: [{ name }] }),
      await server.post(urlOf("/v2/models/{model}/infer", name), {}),
      await server.post("/v1/models/will-buy:predict", { inputs: { [`${name} `]: [1] } }),
      await server.post("/invocations", csv, { "content-type": "text/csv" }),
      await server.post("/invocations", split),
      await server.post(`/predict?${name}=1&${name}[x]=1&record=false`, exampleOf(routes[0] as Route)),
    ];
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([400, 400, 404, 400, 200, 200, 200]);
  }
  expect("1" in {}).toBe(false);
});

const strange = [
  "..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e",
  "%2e%2e%2f%2e%2e%2fpackage.json",
  "..%5c..%5c",
  "%00",
  "will-buy%00.json",
  "%c0%ae%c0%ae%2f",
  "file:%2f%2f%2fetc%2fpasswd",
  "a".repeat(2_000),
];

/** Sends `path` as it is, where other clients would resolve its dots first. */
async function sent(method: string, path: string): Promise<{ status: number; body: string }> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, method, path, agent: false }, (reply) => {
      let body = "";
      reply.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      reply.on("end", () => resolve({ status: reply.statusCode ?? 0, body }));
    });
    request.on("error", reject).end(method === "POST" ? "{}" : undefined);
  });
}

test("an id in a path names a model or nothing: none leads to a file", async () => {
  const named = routes.flatMap(({ method, paths }) =>
    paths.filter((path) => path.includes("{")).map((path) => ({ method, path })),
  );
  for (const { method, path } of named)
    for (const word of strange)
      for (const url of [urlOf(path, word), urlOf(path, "will-buy", word)]) {
        if (!url.includes(word)) continue;
        const { status, body } = await sent(method, url);
        expect([url, [400, 404, 414].includes(status)]).toEqual([url, true]);
        expect(body).not.toMatch(/root:|"devDependencies"|ENOENT|EISDIR/);
      }
  const around = ["/../package.json", "/docs/../../package.json", "/docs/%2e%2e/page.js", "/docs/page.js"];
  for (const url of [...around, "//etc/passwd", "/docs%00"])
    expect([url, (await sent("GET", url)).status]).toEqual([
      url,
      expect.toSatisfy((it) => [400, 404].includes(it)),
    ]);
});

test("an id in a body is a text: none leads to a file, and none is our fault", async () => {
  for (const id of [
    "../../etc/passwd",
    "%2e%2e%2f",
    "a\u0000b",
    "'; DROP TABLE events; --",
    "\ud800",
    "x".repeat(5_000),
  ]) {
    const event = { ...(exampleOf(routes[0] as Route) as object), event_id: id, user_id: id };
    for (const reply of [
      await server.post("/predict", event),
      await server.post("/events", event),
      await server.post("/feedback", { event_id: id, label: true }),
      await server.post("/feedback", { prediction_id: id, label: true }),
    ])
      expect([id, [200, 400, 409, 422].includes(reply.statusCode)]).toEqual([id, true]);
  }
  expect((await server.post("/predict", exampleOf(routes[0] as Route))).statusCode).toBe(200);
});

test.each(posts)("POST $path bounds how deep, how long and how many", async ({ route, path }) => {
  const post = async (body: string) => (await server.post(urlOf(path), body)).statusCode;
  expect(await post(`${"[".repeat(50_000)}`)).toBe(400);
  expect(await post(`${'{"a":'.repeat(40)}1${"}".repeat(40)}`)).toBe(400);
  expect(await post(JSON.stringify({ a: "x".repeat(limits.bodyBytes) }))).toBe(413);
  if (path === "/predict" || path === "/events")
    expect(await post(JSON.stringify(Array.from({ length: 51 }, () => exampleOf(route))))).toBe(413);
});

test("the limits that stand unless told are those of the documentation", () => {
  expect(defaultLimits).toMatchObject({ bodyBytes: 16 * 2 ** 20, rows: 16_384, receiveMs: 30_000 });
});
