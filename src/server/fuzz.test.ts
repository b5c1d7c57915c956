/** Malformed requests of every kind: no 500, no hang, and every refusal is JSON with an error. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inferBody, type ServedPackages, servedPackages, visits } from "../../test/serve/served-package.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";
import { routes } from "./routes/index.ts";

let packages: ServedPackages;
let server: TestApp;
beforeAll(async () => {
  packages = await servedPackages();
  server = await testApp(servedModelOf(packages.loaded));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

const sound: readonly unknown[] = [
  inferBody(),
  { id: "a", parameters: { binary_data_output: true }, ...inferBody(), outputs: [{ name: "probability" }] },
  { instances: visits },
  { dataframe_split: { columns: ["device", "clicks", "past_clicks"], data: [["a", 1, 2]] } },
];

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    null,
    -1,
    1e308,
    2 ** 53,
    "",
    "NaN",
    [],
    {},
    [[[[]]]],
    "FP64",
    [-1],
    [2 ** 31, 2 ** 31],
    [1e9, 1],
  ),
);

/** `value` with something odd in the place that `path` leads to. */
function damage(value: unknown, path: readonly number[], put: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null || Object.keys(value).length === 0)
    return put;
  const keys = Object.keys(value);
  const chosen = keys[step % keys.length] ?? "";
  const changed = damage((value as Record<string, unknown>)[chosen], rest, put);
  if (Array.isArray(value)) return value.with(Number(chosen), changed);
  return { ...value, [chosen]: changed };
}

const damaged = fc
  .tuple(fc.constantFrom(...sound), fc.array(fc.nat(9), { maxLength: 5 }), odd)
  .map(([value, path, put]) => JSON.stringify(damage(value, path, put)));
const cut = fc
  .tuple(fc.constantFrom(...sound), fc.nat(400))
  .map(([value, length]) => JSON.stringify(value).slice(0, length));
const body = fc.oneof(
  { weight: 4, arbitrary: damaged },
  cut,
  fc.json(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

const word = fc.oneof(
  fc.constantFrom("will-buy", "3", "..", "%2e%2e%2f", "a%00", "%ff", "a".repeat(600), ":predict"),
  fc.webSegment(),
);
const url = fc
  .tuple(fc.constantFrom(...routes.flatMap(({ paths }) => paths)), fc.boolean(), word, word)
  .map(([path, right, model, version]) =>
    path.replace("{model}", right ? "will-buy" : model).replace("{version}", right ? "3" : version),
  );

const headers = fc.record(
  {
    "content-type": fc.constantFrom(
      "application/json",
      "application/octet-stream",
      "text/csv",
      "",
      "a/b; charset=x",
      "\t",
    ),
    "content-encoding": fc.constantFrom("gzip", "deflate", "identity", "br", ""),
    "accept-encoding": fc.constantFrom("gzip", "deflate;q=0", "*", ",,;", "gzip;q=x"),
    "inference-header-content-length": fc.oneof(
      fc.integer().map(String),
      fc.constantFrom("0", "x", "", "1e9", "9".repeat(20)),
    ),
    "x-request-timeout-ms": fc.oneof(fc.integer().map(String), fc.constantFrom("1000", "x", "")),
    traceparent: fc.string({ unit: "grapheme-ascii", maxLength: 60 }).map((text) => text.trim()),
    "x-request-id": fc.string({ unit: "grapheme-ascii", maxLength: 20 }).map((text) => text.trim()),
  },
  { requiredKeys: [] },
);

const fine = new Set([200, 204]);

test("2,000 malformed requests: each is answered, none with 500, and every refusal says why", async () => {
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("POST", "POST", "GET", "PUT"),
      url,
      headers,
      body,
      async (method, path, given, payload) => {
        const reply = await server.app.inject({
          method: method as "POST",
          url: path,
          headers: given,
          ...(method === "GET" ? {} : { payload }),
        });
        seen.set(reply.statusCode, (seen.get(reply.statusCode) ?? 0) + 1);
        expect(reply.statusCode).not.toBe(500);
        if (!fine.has(reply.statusCode)) expect(errorOf(reply)).toEqual(expect.any(String));
      },
    ),
    { numRuns: 2_000 },
  );
  expect([...seen.keys()].sort()).toEqual(expect.arrayContaining([200, 400, 404, 415]));
  expect((await server.post("/v2/models/will-buy/infer", inferBody())).statusCode).toBe(200);
});

function errorOf({
  rawPayload,
  headers: { "content-encoding": encoding },
}: {
  rawPayload: Buffer;
  headers: Record<string, unknown>;
}) {
  expect(encoding).toBe(undefined); // a refusal is shorter than what is worth to be encoded
  return (JSON.parse(rawPayload.toString("utf8")) as { error?: unknown }).error;
}
