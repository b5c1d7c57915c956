import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { boolean, category, text, timestamp } from "../../../core/column.ts";
import { csv, type Definition, pipeline } from "../../../core/definition/index.ts";
import { type Engine, openEngine } from "../../../io/engine.ts";
import { type DryRun, type DryRunInput, dryRun } from "./index.ts";

const minute = 60_000;
const start = Date.UTC(2026, 4, 1, 10);
let directory: string;
let engine: Engine;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-dry-run-"));
  engine = await openEngine();
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await rm(directory, { recursive: true });
});

function watching(monitor: object, label: object = {}): Definition {
  return pipeline({
    name: "m",
    events: {
      source: csv("none.csv"),
      entity: "who",
      time: "at",
      label: { column: "yes", ...label },
      columns: { who: text(), at: timestamp(), device: category(), yes: boolean() },
    },
    validation: { slices: ["device"] },
    monitor,
  });
}

let files = 0;

async function watch(
  definition: Definition,
  lines: readonly (object | string)[],
  options: Partial<DryRunInput> = {},
): Promise<DryRun> {
  const history = join(directory, `${files++}.jsonl`);
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  await writeFile(history, texts.join("\n"));
  return await dryRun({ definition, history, ...options }, engine);
}

const alertOf = (run: DryRun, monitor: string, subject = "") =>
  run.watched
    .find(({ monitor: { name } }) => name === monitor)
    ?.alerts.find((one) => one.subject === subject);

const told = (run: DryRun, monitor: string, subject = "") =>
  alertOf(run, monitor, subject)?.entries.map(({ change, at, reading }) => [
    change,
    (at - start) / minute,
    reading?.value,
  ]);

test("dryRun() judges the readings that a history tells itself", async () => {
  const definition = watching({ accuracy: { alertBelow: 0.9 }, latencyMs: { alertAbove: 100 } });
  const values = (measure: string, all: readonly number[]) =>
    all.map((value, index) => ({ time: start + index * minute, measure, value }));
  const run = await watch(definition, [
    ...values("accuracy", [0.95, 0.94, 0.92, 0.85, 0.8]),
    ...values("latencyMs", [90, 110, 95, 105]),
  ]);
  expect(told(run, "accuracy")).toEqual([
    ["firing", 3, 0.85],
    ["breached", 4, 0.8],
  ]);
  expect(alertOf(run, "accuracy")?.state).toMatchObject({ phase: "firing", worst: 0.8 });
  expect(told(run, "latencyMs")).toEqual([
    ["firing", 1, 110],
    ["over", 2, 95],
    ["again", 3, 105],
  ]);
  expect(run).toMatchObject({ predictions: 0, readings: 9, from: start, to: start + 4 * minute });
});

test("dryRun() sees a label when it was known, and not before", async () => {
  const monitor = { accuracy: { alertBelow: 0.8, over: "1h", leastSample: 5, strict: true } };
  const lines = Array.from({ length: 5 }, (_, index) => ({
    time: new Date(start + index * 1_000).toISOString(),
    prediction: true,
    label: false,
    labelTime: new Date(start + 30 * minute).toISOString(),
  }));
  expect(told(await watch(watching(monitor), lines), "accuracy")).toEqual([
    ["no data", 1, null],
    ["data again", 30, 0],
    ["firing", 30, 0],
    ["breached", 31, 0],
  ]);
});

test("dryRun() waits for labels to be mature where the history does not tell when they were known", async () => {
  const monitor = { accuracy: { alertBelow: 0.8, over: "2m", leastSample: 1, strict: true } };
  const late = { maturesAfter: "10m" };
  const run = await watch(watching(monitor, late), [
    { time: start, prediction: true, label: false },
    { time: start + 12 * minute, prediction: true },
  ]);
  const fired = alertOf(run, "accuracy")?.entries.find(({ change }) => change === "firing");
  expect(fired?.reading).toMatchObject({ from: start - minute, to: start + minute });
});

test("dryRun() measures what predictions tell: quality, estimate, coverage, latency, errors, traffic, missing", async () => {
  const over = { over: "5m", leastSample: 1 } as const;
  const definition = watching({
    accuracy: { alertBelow: 0.9, slice: "device", ...over },
    logLoss: { alertAbove: 9, ...over },
    estimatedAccuracy: { alertBelow: 0.1, ...over },
    labelCoverage: { alertBelow: 0.1, ...over },
    latencyMs: { alertAbove: 500, percentile: "max", ...over },
    errorShare: { alertAbove: 0.9, ...over },
    traffic: { alertBelow: 1, ...over },
    missingShare: { alertAbove: 0.9, columns: ["device"], ...over },
    drift: {},
    staleness: { alertAbove: "30d" },
    skew: {},
  });
  const run = await watch(definition, [
    {
      time: start,
      prediction: true,
      probability: 0.8,
      label: true,
      latencyMs: 20,
      inputs: { device: "phone" },
    },
    {
      time: start + 1,
      prediction: true,
      probability: 0.6,
      label: false,
      latencyMs: 70,
      inputs: { device: "tv" },
    },
    { time: start + 2, prediction: false, probability: 0.3, inputs: { device: null } },
    { time: start + 3, error: "OVERLOADED" },
  ]);
  const now = (monitor: string, subject = "") => alertOf(run, monitor, subject)?.state.latest;
  expect(now("accuracy by device", "device = phone")).toMatchObject({ value: 1, count: 1 });
  expect(now("accuracy by device", "device = tv")).toMatchObject({ value: 0, count: 1 });
  expect(now("logLoss")?.value).toBeCloseTo(-(Math.log(0.8) + Math.log(0.4)) / 2, 5);
  expect(now("estimatedAccuracy")?.value).toBeCloseTo((0.8 + 0.6 + 0.7) / 3, 5);
  expect(now("labelCoverage")).toMatchObject({ value: 2 / 3, count: 3 });
  expect(now("latencyMs max")).toMatchObject({ value: 70, count: 2 });
  expect(now("errorShare")).toMatchObject({ value: 0.25, count: 4 });
  expect(now("traffic")).toMatchObject({ value: 3 });
  expect(now("missingShare", "device")).toMatchObject({ value: 1 / 3, count: 3 });
  expect(run.unwatched.map(({ monitor }) => monitor)).toEqual(["drift", "staleness", "skew"]);
});

test("dryRun() finds the breaches that a plain loop over every window finds", async () => {
  const definition = watching({
    accuracy: { alertBelow: 0.5, over: "5m", leastSample: 3, strict: true, latch: false },
  });
  const answers = fc.array(
    fc.record({ at: fc.nat(20 * minute), right: fc.boolean(), labelledAfter: fc.option(fc.nat(8 * minute)) }),
    { minLength: 1, maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(answers, async (all) => {
      const lines = all.map(({ at, right, labelledAfter }) => ({
        time: start + at,
        prediction: right,
        ...(labelledAfter === null ? {} : { label: true, labelTime: start + at + labelledAfter }),
      }));
      const run = await watch(definition, lines);
      const breaches = alertOf(run, "accuracy")?.entries.filter(({ change }) =>
        ["firing", "again", "breached"].includes(change),
      );
      const expected: number[] = [];
      for (let look = start + minute; look <= start + 30 * minute; look += minute) {
        const known = all.filter(
          ({ at, labelledAfter }) =>
            start + at >= look - 5 * minute &&
            start + at < look &&
            labelledAfter !== null &&
            start + at + labelledAfter <= look,
        );
        const right = known.filter((one) => one.right).length;
        if (known.length >= 3 && right / known.length < 0.5 && look <= run.to + minute) expected.push(look);
      }
      expect(breaches?.map(({ at }) => at)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test("dryRun() looks as often as it is told", async () => {
  const definition = watching({ traffic: { alertBelow: 1, over: "10m" } });
  const lines = [
    { time: start, prediction: true },
    { time: start + 59 * minute, prediction: true },
  ];
  const looks = async (everyMs?: number) => (await watch(definition, lines, { everyMs })).watched[0]?.looks;
  expect([await looks(), await looks(10 * minute)]).toEqual([60, 6]);
});

test.each([
  ["rubbish", "it is no JSON"],
  ["[1]", "it is no JSON object"],
  ['{"prediction": true}', "it has no time"],
  ['{"time": "soon", "prediction": true}', "its time is neither ISO 8601"],
  ['{"time": true, "prediction": true}', "its time is neither ISO 8601"],
  ['{"time": 5}', "it has neither a prediction, an error, nor a measure"],
  ['{"time": 5, "predicted": true}', "a prediction has no predicted"],
  ['{"time": 5, "measure": "accuracy"}', "it has a measure and no value"],
  ['{"time": 5, "measure": "accuracy", "value": "0.5"}', "its value is no number"],
  ['{"time": 5, "measure": "accuracy", "value": 0.5, "label": true}', "a reading has no label"],
  ['{"time": 5, "prediction": true, "latencyMs": -1}', "its latencyMs is negative"],
  ['{"time": 5, "prediction": true, "probability": "high"}', "its probability is no number"],
  ['{"time": 5, "prediction": true, "labelTime": "later"}', "its labelTime is no time"],
  ['{"time": 5, "prediction": true, "builtAt": "long ago"}', "its builtAt is no time"],
  ['{"time": 5, "prediction": true, "inputs": [1]}', "its inputs are no JSON object"],
  ['{"time": 5, "measure": "acuracy", "value": 0.5}', "no monitor is called 'acuracy', there are accuracy"],
])("dryRun() names the line %s and what is wrong with it", async (line, clause) => {
  const definition = watching({ accuracy: { alertBelow: 0.9 } });
  const good = { time: start, prediction: true };
  await expect(watch(definition, [good, "", line, good])).rejects.toMatchObject({
    code: "INPUT_INVALID",
    details: { line: 3 },
    message: expect.stringContaining(clause),
  });
});

test("dryRun() refuses a file that is not there, no text or empty, and a config without monitors", async () => {
  const definition = watching({ accuracy: { alertBelow: 0.9 } });
  const noText = join(directory, "no text");
  await writeFile(noText, Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]));
  for (const [history, why] of [
    [join(directory, "none"), "there is no such file"],
    [directory, "it is not a file"],
    [noText, "it is not text in UTF-8"],
  ] as const)
    await expect(dryRun({ definition, history }, engine)).rejects.toMatchObject({
      code: "SOURCE_UNREADABLE",
      message: expect.stringContaining(why),
    });
  await expect(watch(definition, [""])).rejects.toMatchObject({ code: "NO_ROWS" });
  await expect(watch(watching({}), [{ time: start, prediction: true }])).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
});
