import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../../../test/packages/fixture.ts";
import type { MonitorOf } from "../../../core/monitor/index.ts";
import type { CategoryWindow, NumberWindow, WindowProfile } from "../../../core/profile/index.ts";
import { sketchOf } from "../../../core/profile/index.ts";
import { buildPackage, type LoadedPackage, loadPackage } from "../../6-package/index.ts";
import { readingOf } from "./drift-readings.ts";
import { driftSubjects } from "./drift-subjects.ts";
import { type DriftReport, driftOfFile, driftOfProfiles, driftReadings } from "./index.ts";

let fixture: Fixture;
let loaded: LoadedPackage;
beforeAll(async () => {
  fixture = await packageFixture();
  const report = {
    ...fixture.input("x").report,
    importance: [
      { input: "past_clicks", lossIncrease: { value: 0.3, low: 0.2, high: 0.4 } },
      { input: "clicks", lossIncrease: { value: 0.1, low: 0.05, high: 0.15 } },
      { input: "device", lossIncrease: { value: -0.01, low: -0.02, high: 0.01 } },
    ],
  };
  const { cleaned } = fixture.input("x");
  // The tables of the fixture go up to 12, and are not clipped.
  const outcomes = cleaned.outcomes.map((one) => ({ ...one, bounds: { low: 0, high: 12 } }));
  const input = fixture.input("package", { report, cleaned: { ...cleaned, outcomes } });
  await buildPackage(input, fixture.context);
  loaded = await loadPackage(input.directory);
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Raw events like those of the fixture, with features given, and what `change` makes of their columns. */
async function eventFile(name: string, rows: number, change: Readonly<Record<string, string>> = {}) {
  const path = join(fixture.directory, name);
  const columns = {
    event_id: "'n' || i",
    user_id: "'user' || i % 20",
    ts: "TIMESTAMP '2026-01-02' + to_seconds(i)",
    device: "['phone', 'desktop', 'tablet'][1 + i % 3]",
    clicks: "(i * 7919 % 13)",
    past_clicks: "CASE WHEN i % 40 = 0 THEN NULL ELSE i * 104729 % 97 END",
    ...change,
  };
  const selected = Object.entries(columns).map(([column, sql]) => `${sql} AS ${column}`);
  await fixture.engine.run(
    `COPY (SELECT ${selected.join(", ")} FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet)`,
  );
  return path;
}

async function fileReport(name: string, rows: number, change?: Readonly<Record<string, string>>) {
  const path = await eventFile(name, rows, change);
  return (await driftOfFile({ package: loaded, path, history: null }, {}, fixture.context)).report;
}

function of(report: DriftReport, name: string) {
  const found = report.subjects.find((subject) => subject.name === name);
  if (found === undefined) throw new Error(`${name} is not in the report`);
  return found;
}

test("driftSubjects() leaves out keys, the event's time and what is known only afterwards", () => {
  const subjects = driftSubjects(loaded);
  expect(subjects.map(({ profile: { role, name } }) => `${role} ${name}`)).toEqual([
    "column device",
    "column clicks",
    "feature past_clicks",
    "prediction probability",
    "prediction prediction",
  ]);
  const importance = Object.fromEntries(subjects.map((one) => [one.profile.name, one.importance]));
  // clicks is an input, and past_clicks is made of it.
  expect(importance.clicks).toBeCloseTo(1, 12);
  expect(importance.past_clicks).toBeCloseTo(0.75, 12);
  expect([importance.device, importance.probability]).toEqual([0, 1]);
});

test("driftOfFile() finds nothing in rows like those of training, and nothing to say of too few", async () => {
  const report = await fileReport("same.parquet", 900);
  expect(report.counts).toEqual({ ok: 5, possible: 0, drift: 0, notEnoughData: 0 });
  expect([report.rows, report.referenceWindows]).toEqual([900, 10]);
  expect(report.subjects.every(({ sentence }) => sentence === "")).toBe(true);
  const few = await fileReport("few.parquet", 99, { device: "'tablet'" });
  expect(few.counts).toEqual({ ok: 0, possible: 0, drift: 0, notEnoughData: 5 });
});

test("driftOfFile() tells what drifted, in words, the greatest effect first", async () => {
  const report = await fileReport("moved.parquet", 600, {
    device: "CASE WHEN i % 2 = 0 THEN 'watch' ELSE ['phone', 'desktop', 'tablet'][1 + i % 3] END",
    past_clicks: "CASE WHEN i % 5 < 3 THEN NULL ELSE 300 + i % 97 END",
  });
  expect(of(report, "device")).toMatchObject({
    state: "drift",
    sentence: "device: values never seen before rose from 0% to 50% of rows",
  });
  expect(of(report, "past_clicks")).toMatchObject({
    state: "drift",
    sentence:
      "past_clicks: missing rose from 3% to 60% of rows; more than 96, the most before, rose from 0% to 100% of the rows with a value",
  });
  expect(of(report, "clicks").state).toBe("ok");
  const inputs = report.subjects.filter(({ role }) => role !== "prediction").map(({ name }) => name);
  expect(inputs).toEqual(["past_clicks", "device", "clicks"]);
});

test("driftOfFile() takes missing values for a signal of their own, also where no value is left", async () => {
  const report = await fileReport("gone.parquet", 500, { past_clicks: "CAST(NULL AS DOUBLE)" });
  const found = of(report, "past_clicks");
  expect([found.values, found.missing?.state, found.state]).toEqual([null, "drift", "drift"]);
  expect(found.sentence).toBe("past_clicks: missing rose from 3% to 100% of rows");
});

/** The live window whose counts are `counts` on the bins of the baseline. */
function windowOf(name: string, counts: readonly number[], missing = 0): WindowProfile {
  const profile = loaded.baseline.profiles.find((one) => one.name === name);
  if (profile === undefined) throw new Error(`There is no ${name}`);
  const rows = counts.reduce((sum, count) => sum + count, missing);
  const common = { name, role: profile.role, rows, missing };
  if (profile.kind === "category") {
    const [other = 0, unseen = 0] = counts.slice(-2);
    return {
      kind: "category",
      ...common,
      counts: counts.slice(0, -2),
      other,
      unseen,
    } satisfies CategoryWindow;
  }
  return {
    kind: "number",
    ...common,
    counts: counts.slice(1, -1),
    below: counts[0] ?? 0,
    above: counts.at(-1) ?? 0,
    min: null,
    max: null,
    moments: { center: 0, unit: 1, count: 0, sum: "0", sumOfSquares: "0" },
    sketch: sketchOf([]),
  } satisfies NumberWindow;
}

test("driftOfProfiles() says of live windows what driftOfFile() says of the same rows", async () => {
  const change = { device: "CASE WHEN i % 5 = 0 THEN 'watch' ELSE ['phone', 'desktop'][1 + i % 2] END" };
  const file = await fileReport("both.parquet", 700, change);
  const profiles = file.subjects.map(({ name, window }) => windowOf(name, window.counts, window.missing));
  const live = driftOfProfiles(loaded, profiles);
  expect(live).toEqual(file);
  expect(of(live, "device").state).toBe("drift");
});

const monitor: MonitorOf<"drift"> = {
  ...{ kind: "drift", name: "drift", direction: "above", bound: 1, resolveBound: 1, overMs: 86_400_000 },
  ...{ forMs: 0, leastSample: 100, severity: "warn", runbook: null, latch: false, strict: false },
  ...{ columns: null, threshold: null },
};
const span = { model: "will-buy", version: 3, from: 0, to: 86_400_000 };

test("driftReadings() tell multiples of the threshold, whose interval is above 1 for drift alone", () => {
  const read = (device: readonly number[], change: Partial<typeof monitor> = {}) => {
    const window = { package: loaded, window: span, profiles: [windowOf("device", device)] };
    return driftReadings(window, { ...monitor, ...change })[0];
  };
  expect(read([200, 200, 200, 0, 0])).toMatchObject({ subject: "device", count: 600 });
  expect(read([200, 200, 200, 0, 0])?.value).toBeLessThan(1);
  const drifted = read([400, 100, 100, 0, 0]);
  expect(drifted?.low).toBeGreaterThan(1);
  expect(drifted?.low).toBe(drifted?.value);
  expect(read([30, 30, 30, 0, 0])).toMatchObject({
    value: null,
    low: null,
    why: expect.stringContaining("100"),
  });
  // What is only possible is beyond 1, and its interval is not.
  const report = driftOfProfiles(loaded, [windowOf("device", [400, 100, 100, 0, 0])]);
  const { values = null, ...subject } = of(report, "device");
  const possible = { ...subject, values: values === null ? null : { ...values, state: "possible" as const } };
  const unsure = readingOf(possible, span, 100);
  expect([unsure.low, unsure.value]).toEqual([1, drifted?.value]);
  // A threshold of one's own, in the same measure: the distance is the same, and counts as less.
  const own = read([400, 100, 100, 0, 0], { threshold: 0.9 });
  expect(own?.value).toBeCloseTo(0.25 / 0.9, 1);
  expect(read([200, 200, 200, 0, 0], { columns: ["clicks"] })).toBeUndefined();
});
