/** Whatever is sent to the live routes, alone or together: no 500, no hang, and every error has a code of the table. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorTable } from "../../src/core/error.ts";
import { servedModelOf } from "../../src/stages/7-serve/index.ts";
import { liveApp } from "../serve/live-app.ts";
import { servedPackages } from "../serve/served-package.ts";

const seed = Number(process.env.AIRWORTHY_FUZZ_SEED ?? 20_260_503);
const runs = Number(process.env.AIRWORTHY_FUZZ_RUNS ?? 150);

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    "",
    "\u0000",
    "\ud800",
    "2026-02-30T00:00:00Z",
    -0,
    1e300,
    2 ** 53,
    "x".repeat(3_000),
    "__proto__",
  ),
);
const field = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: odd });
const event = fc.record(
  {
    event_id: field(fc.constantFrom("a", "b", "c", "d")),
    user_id: field(fc.constantFrom("u", "v")),
    ts: field(
      fc
        .date({ min: new Date("1600-01-01"), max: new Date("2300-01-01"), noInvalidDate: true })
        .map((at) => at.toISOString()),
    ),
    device: field(fc.constantFrom("phone", null)),
    clicks: field(fc.integer({ min: -2, max: 20 })),
    refunded: field(fc.boolean()),
    bought: field(fc.boolean()),
  },
  { requiredKeys: ["event_id", "user_id", "ts"] },
);
const told = fc.record(
  { prediction_id: odd, event_id: field(fc.constantFrom("a", "b")), label: odd },
  { requiredKeys: [] },
);
const row = fc.oneof(event, told, odd);
const request = fc.record({
  path: fc.constantFrom(
    "/predict",
    "/predict?record=false",
    "/predict?explain=true",
    "/predict?record=",
    "/events",
    "/feedback",
  ),
  body: fc.oneof(
    row.map((one) => JSON.stringify(one)),
    fc.array(row, { maxLength: 6 }).map((rows) => JSON.stringify(rows)),
    fc.array(row, { maxLength: 6 }).map((rows) => rows.map((one) => JSON.stringify(one)).join("\n")),
    fc.string({ unit: "binary", maxLength: 40 }),
  ),
  type: fc.constantFrom(
    "application/json",
    "application/x-ndjson",
    "text/plain",
    "application/x-www-form-urlencoded",
  ),
});

test(`the live routes take ${runs} groups of odd requests at once`, {
  timeout: 60_000 + runs * 500,
}, async () => {
  const packages = await servedPackages();
  await using server = await liveApp(servedModelOf(packages.loaded), { live: { maxLatenessMicros: 1e18 } });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 5 }), async (requests) => {
      const replies = await Promise.all(
        requests.map(({ path, body, type }) => server.post(path, body, { "content-type": type })),
      );
      for (const [at, reply] of replies.entries()) {
        statuses.add(reply.statusCode);
        expect(reply.statusCode, `${JSON.stringify(requests[at])}: ${reply.body}`).toBeLessThan(500);
        if (reply.statusCode >= 400) expect(Object.keys(errorTable)).toContain(reply.json().code);
      }
    }),
    { numRuns: runs, seed },
  );
  expect([...statuses].sort()).toEqual([200, 400, 409, 415, 422]);
  await packages[Symbol.asyncDispose]();
});
