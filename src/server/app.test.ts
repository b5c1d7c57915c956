/** Points (21) and (22), security, logs, traces and the interface's own description. */
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inferBody, type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";

const infer = "/v2/models/will-buy/infer";

let packages: ServedPackages;
let server: TestApp;
beforeAll(async () => {
  packages = await servedPackages();
  const limits = { bodyBytes: 20_000, rows: 50, receiveMs: 300 };
  server = await testApp(servedModelOf(packages.loaded), { limits });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

test("(21) a body beyond the limit is 413, sent plain, compressed or as too many rows", async () => {
  const big = JSON.stringify({ ...inferBody([]), parameters: { padding: "x".repeat(30_000) } });
  for (const [body, headers] of [
    [big, {}],
    [gzipSync(big), { "content-encoding": "gzip" }],
  ] as const) {
    const refused = await server.post(infer, body, headers);
    expect([refused.statusCode, refused.json().code]).toEqual([413, "REQUEST_TOO_LARGE"]);
  }
  const rows = Array.from({ length: 51 }, () => ({ device: "", clicks: 1, past_clicks: 1 }));
  const many = await server.post(infer, inferBody(rows));
  expect([many.statusCode, many.json().error]).toEqual([413, "The request has 51 rows, at most 50."]);
});

test("(22) /metrics is what Prometheus reads, with the names of the list", async () => {
  await server.post(infer, inferBody());
  await server.post(infer, { inputs: [] });
  const reply = await server.get("/metrics");
  expect(reply.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  const sample = /^[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="[^"\\]*"(,|(?=\})))*\})? (-?[\d.e+-]+|NaN|[+-]Inf)$/;
  const lines = reply.payload.split("\n").filter((line) => line !== "");
  expect(lines.filter((line) => !line.startsWith("# ") && !sample.test(line))).toEqual([]);
  const of = 'model="will-buy",version="3"';
  for (const line of [
    `airworthy_inference_requests_total{${of},protocol="v2",code="OK"} 1`,
    `airworthy_inference_requests_total{${of},protocol="v2",code="REQUEST_INVALID"} 1`,
    `airworthy_inference_rows_total{${of}} 3`,
    `airworthy_inference_executions_total{${of}} 1`,
    `airworthy_inference_batch_size_sum{${of}} 3`,
    `airworthy_inference_queue_duration_seconds_count{${of}} 1`,
    `airworthy_inference_compute_duration_seconds_count{${of}} 1`,
    `airworthy_inference_request_duration_seconds_count{${of}} 3`,
    "airworthy_inference_queue_depth 0",
    `airworthy_inference_model_ready{${of}} 1`,
  ])
    expect(lines, line).toContain(line);
});

test("a deep body, a reach for a prototype and a body that is no UTF-8 are refused", async () => {
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  const reaches = ['{"__proto__":{"inputs":[]}}', '{"inputs":[],"constructor":{"prototype":{"x":1}}}'];
  for (const body of [deep, ...reaches, Uint8Array.of(0x22, 0xff, 0x22)])
    expect((await server.post(infer, body)).statusCode).toBe(400);
  const columns = '{"dataframe_records":[{"__proto__":1,"device":"a","clicks":1,"past_clicks":1}]}';
  expect((await server.post("/invocations", columns)).statusCode).toBe(400);
  expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
});

test("every reply carries the security headers, and none opens it to other origins", async () => {
  for (const url of ["/v2/health/live", "/nothing", "/v2/%ff", "/metrics", "/openapi.json"]) {
    const { headers } = await server.get(url, { origin: "https://evil.example" });
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
    });
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  }
});

test("a request that does not arrive is given up", async () => {
  const url = new URL(await server.app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(url.port), url.hostname);
  let reply = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    reply += text;
  });
  socket.write("POST /v2/models/will-buy/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");
  await new Promise((resolve) => socket.once("close", resolve));
  expect(reply).toMatch(/^HTTP\/1\.1 408 /);
});

test("the trace and the request id of the caller are kept, and sound ones made where they are not", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, "x-request-id": "order-7" };
  const kept = await server.get("/v2/health/live", headers);
  expect(kept.headers).toMatchObject({ "x-request-id": "order-7" });
  expect(kept.headers.traceparent).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  await expect.poll(() => server.log.at(-1)).toMatchObject({ request_id: "order-7", trace_id: trace });
  for (const traceparent of [
    "",
    "00-zz",
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `${headers.traceparent}-x`,
  ]) {
    const made = await server.get("/v2/health/live", { traceparent, "x-request-id": "a b\u0001" });
    expect(made.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(made.headers.traceparent).not.toContain(trace);
    expect(made.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("the log tells route, status and time of a request, and nothing that it carried", async () => {
  server.log.length = 0;
  await server.post(
    `${infer}?email=ada@example.org`,
    inferBody([{ device: "SECRET-1", clicks: 1, past_clicks: 1 }]),
  );
  await server.post(infer, '{"inputs":"SECRET-2');
  await server.post("/v2/models/SECRET-3/infer", inferBody());
  await server.get("/api/alerts/SECRET-4?q=SECRET-5");
  await server.get("/api/SECRET-6");
  await expect.poll(() => server.log.length).toBe(5);
  expect(server.log[0]).toEqual({
    level: 30,
    time: expect.any(Number),
    request_id: expect.any(String),
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    method: "POST",
    route: "/v2/models/{model}/infer",
    status: 200,
    ms: expect.any(Number),
    msg: "request",
  });
  expect(server.log.map(({ status }) => status)).toEqual([200, 400, 404, 400, 404]);
  expect(server.log.slice(3).map(({ route }) => route)).toEqual(["/api/alerts/{id}", null]);
  expect(JSON.stringify(server.log)).not.toMatch(/SECRET|ada@|127\.0\.0\.1/);
});

/** Statuses of routes that answer no body otherwise than by refusing it; without an event log there is nothing to predict from. */
const withoutBodyOf: Readonly<Record<string, readonly number[]>> = {
  "/predict": [400, 404],
  "/events": [400, 404],
  "/feedback": [400, 404],
  "/v2/repository/index": [200],
};

test("/openapi.json describes every route from the schemas that read it", async () => {
  const { openapi, paths, components } = (await server.get("/openapi.json")).json();
  expect(openapi).toBe("3.1.0");
  expect(Object.keys(paths).filter((path) => !path.startsWith("/api/"))).toHaveLength(27);
  const { post } = paths["/v2/models/{model}/versions/{version}/infer"];
  expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual(["model", "version"]);
  const schema = post.requestBody.content["application/json"].schema;
  expect(schema.required).toEqual(["inputs"]);
  expect(schema.properties.inputs.items.properties.data.type).toBe("array");
  expect(components.schemas.Error.required).toEqual(["error", "code"]);
  for (const [path, operations] of Object.entries<Record<string, unknown>>(paths))
    for (const method of Object.keys(operations)) {
      const url = path.replace("{model}", "will-buy").replace("{version}", "3");
      const reply = await server.app.inject({ method: method.toUpperCase() as "GET", url });
      if (path.startsWith("/api/")) continue; // those ask for a project
      const withoutBody = method === "get" ? [200] : (withoutBodyOf[path] ?? [400, 415]);
      expect([path, withoutBody.includes(reply.statusCode)]).toEqual([path, true]);
    }
});
