import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServedPackages, servedPackages } from "../../../../test/serve/served-package.ts";
import { liveModel, readLiveRow, rowOfFact } from "./index.ts";

let packages: ServedPackages;
beforeAll(async () => {
  packages = await servedPackages();
});
afterAll(() => packages[Symbol.asyncDispose]());

test("rowOfFact() keeps an event whose fields another version named, which is refused as new", () => {
  const model = liveModel(packages.loaded.manifest);
  // One letter from 'clicks', which the event lacks.
  const raw = { event_id: "e", user_id: "u", ts: "2026-01-01T00:00:00Z", device: "phone", click: 3 };
  const now = Date.UTC(2026, 0, 1);
  expect(readLiveRow(raw, { model, now })).toMatchObject({ faults: [{ field: "click" }] });
  expect(rowOfFact({ body: JSON.stringify(raw), receivedAt: now }, model)).toMatchObject({
    id: "e",
    entity: "u",
    event: { device: "phone", clicks: null },
  });
});
