import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEventLog } from "../../../io/event-log/index.ts";
import { labelHistory, openStore } from "../../../io/store/index.ts";
import { monday, predictionOf, type Scene, scene } from "../roll-up/scene.test.helper.ts";
import { type BadLabel, importLabels } from "./import-labels.ts";

let place: Scene;
let directory: string;
beforeAll(async () => {
  place = await scene();
  directory = await mkdtemp(join(tmpdir(), "airworthy-labels-"));
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function importText(name: string, text: string, source?: string) {
  const path = join(directory, name);
  await writeFile(path, text);
  const location = join(directory, "store.sqlite");
  await using store = await openStore(location);
  await using log = await openEventLog(location);
  const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.7 };
  await log.append(
    ["a", "b"].map((id) => predictionOf(id, row)),
    { seen: Number.MAX_SAFE_INTEGER, now: monday },
  );
  const bad: BadLabel[] = [];
  const input = { package: place.package, path, log, onBad: async (one: BadLabel) => void bad.push(one) };
  const named = source === undefined ? input : { ...input, source };
  const found = await importLabels(named, place.contextAt(monday + 1_000));
  return { found, bad, history: await labelHistory(store, "a") };
}

const csv = `event_id,label,known_at
a,true,2026-01-04T10:00:00Z
a,no,2026-01-04T09:00:00Z
b,maybe,
,true,
nobody,1,
b,,
b,true,2030-01-01T00:00:00Z
`;

test("importLabels() takes what fits, the last known last, and tells the rest by row", async () => {
  const { found, bad, history } = await importText("labels.csv", csv, "crm");
  expect(found).toEqual({ rows: 7, matched: 2, pending: 1, repeated: 0, bad: 4 });
  expect(history).toMatchObject([
    { label: "true", source: "crm", knownAt: Date.UTC(2026, 0, 4, 10) },
    { label: "false", source: "crm", knownAt: Date.UTC(2026, 0, 4, 9) },
  ]);
  expect(bad.toSorted((one, other) => one.row - other.row)).toMatchObject([
    { row: 3, column: "label", value: "maybe" },
    { row: 4, column: "prediction_id", value: null },
    { row: 6, column: "label", value: null, reason: "missing label" },
    { row: 7, column: "known_at", value: "2030-01-01T00:00:00.000Z", reason: "is in the future" },
  ]);
});

test("importLabels() again counts what is known as repeated, for each source by itself", async () => {
  const lines = `${JSON.stringify({ prediction_id: "b", label: false })}\n${JSON.stringify({ prediction_id: "x", label: "yes" })}\n`;
  expect((await importText("again.jsonl", lines)).found).toMatchObject({
    matched: 1,
    pending: 1,
    repeated: 0,
  });
  expect((await importText("again.jsonl", lines)).found).toMatchObject({
    matched: 0,
    pending: 0,
    repeated: 2,
  });
  expect((await importText("again.jsonl", lines, "crm")).found).toMatchObject({ matched: 1, repeated: 0 });
});

test("importLabels() says which column a file lacks", async () => {
  await expect(importText("no-id.csv", "id,label\n1,true\n")).rejects.toMatchObject({
    code: "SCHEMA_MISMATCH",
    message: expect.stringContaining("neither a column 'prediction_id' nor 'event_id'"),
  });
  await expect(importText("no-label.csv", "event_id,truth\n1,true\n")).rejects.toMatchObject({
    code: "SCHEMA_MISMATCH",
    message: expect.stringContaining("'label'"),
  });
});
