import { afterAll, beforeAll, expect, test } from "vitest";
import { liveApp } from "../../test/serve/live-app.ts";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { asked, factsOf, visit } from "../../test/serve/visit.ts";
import { openStore, retainEvents } from "../io/store/index.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";

let packages: ServedPackages;
beforeAll(async () => {
  packages = await servedPackages();
});
afterAll(() => packages[Symbol.asyncDispose]());

async function removeAll(location: string): Promise<void> {
  await using store = await openStore(location);
  const options = { learnedSeq: null, plans: [], cover: async () => {}, isDryRun: false };
  const { signal } = new AbortController();
  await retainEvents(store, { ...options, signal, before: Date.now() + 3_600_000 });
}

test("an event that comes again after retention removed it never counts twice; its row alone is refused", async () => {
  await using server = await liveApp(servedModelOf(packages.loaded));
  const first = await asked(server, visit("a", 0));
  await server.post("/events", [visit("b", 1), visit("c", 2)]);
  await removeAll(server.location);
  const late = { row: 1, field: "ts", rule: expect.stringContaining("retention removed"), value: null };
  expect((await server.post("/events", [visit("b", 1), visit("d", 5)])).json()).toEqual({
    accepted: 1,
    repeated: 0,
    rejected: [late],
  });
  for (const again of [visit("c", 2), visit("never there", 2)]) {
    for (const path of ["/events", "/predict"]) {
      const refused = await server.post(path, again);
      expect([refused.statusCode, refused.json()]).toEqual([
        422,
        expect.objectContaining({ code: "EVENT_TOO_LATE", rejected: [late] }),
      ]);
    }
  }
  expect(await factsOf(server)).toMatchObject([{ id: "d" }]);
  const retried = await asked(server, visit("a", 0));
  expect([retried.statusCode, retried.body]).toEqual([200, first.body]);
  expect((await asked(server, visit("only asked", 1), "?record=false")).statusCode).toBe(200);
  expect((await server.post("/events", visit("another's", 0, { user_id: "u2" }))).json()).toMatchObject({
    accepted: 1,
  });
  expect(await factsOf(server)).toHaveLength(1);
});
