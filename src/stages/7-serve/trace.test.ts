import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../../test/packages/fixture.ts";
import { forward } from "../../../test/packages/forward.ts";
import { buildPackage, type LoadedPackage, loadPackage } from "../6-package/index.ts";
import { pruneModel } from "../6-package/prune.ts";
import { toFloat16 } from "../6-package/rewrite-float16.ts";
import { toInt8 } from "../6-package/rewrite-int8.ts";
import { predict, trace, traceOf } from "./index.ts";

let fixture: Fixture;
let loaded: LoadedPackage;
beforeAll(async () => {
  fixture = await packageFixture();
  const definition = {
    ...fixture.definition,
    packaging: { ...fixture.definition.packaging, accuracyBudget: -1 },
  };
  const input = fixture.input("package", { definition });
  await buildPackage(input, fixture.context);
  loaded = await loadPackage(input.directory);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const row = { user_id: "user3", ts: "2026-01-01T00:10:00Z", device: "desktop", clicks: 7, event_id: "t1" };
const given = { device: "desktop", clicks: 7, past_clicks: 33 };

test("trace() shows raw, engineered, encoded, hidden and output as the plain forward pass has them", async () => {
  const found = await trace({ package: loaded, row, history: fixture.history }, fixture.context);
  const past_clicks = found.inputs.find(({ name }) => name === "past_clicks")?.value as number;
  const wanted = forward({ device: "desktop", clicks: 7, past_clicks }, fixture.layers);
  expect(found.raw.map(({ name, pii }) => [name, pii])).toEqual([
    ["event_id", false],
    ["user_id", true],
    ["ts", false],
    ["device", false],
    ["clicks", false],
  ]);
  expect(found.raw.find(({ name }) => name === "ts")?.value).toBe("2026-01-01T00:10:00Z");
  expect(found.inputs.map(({ name, origin, given: own }) => [name, origin, own])).toEqual([
    ["device", "column", false],
    ["clicks", "column", false],
    ["past_clicks", "feature", false],
  ]);
  expect(found.encoded.map(({ name }) => name)).toEqual([
    "clicks",
    "clicks is missing",
    "past_clicks",
    "past_clicks is missing",
    "device = desktop",
    "device = phone",
    "device is unknown",
    "device is missing",
  ]);
  expectClose(
    found.encoded.map(({ value }) => value),
    wanted.encoded,
  );
  expect(found.hidden).toHaveLength(2);
  found.hidden.forEach(({ values, active }, index) => {
    expectClose(values, wanted.hidden[index] ?? []);
    expect(active).toBe(values.filter((value) => value > 0).length);
  });
  expectClose(found.output.logit, [wanted.logit]);
  expectClose(found.output.values, [wanted.probability]);
  expect(found.output).toMatchObject({ activation: "sigmoid", temperature: 1 });
  const { predictions } = await predict(
    { package: loaded, rows: [row], history: fixture.history },
    fixture.context,
  );
  expect(found.decision).toEqual(predictions[0]);
});

test("trace() answers calls at once on one engine as it answers one", async () => {
  const ask = () => trace({ package: loaded, row, history: fixture.history }, fixture.context);
  const alone = await ask();
  for (const found of await Promise.all(Array.from({ length: 8 }, ask))) expect(found).toEqual(alone);
});

test("trace() ranks units by what the logit loses without their slope", async () => {
  const found = await trace({ package: loaded, row: given, history: null }, fixture.context);
  const passed = forward(given, fixture.layers);
  const [, second, third] = fixture.layers;
  if (second === undefined || third === undefined) throw new Error("no layers");
  const last = (passed.hidden[1] ?? []).map((value, unit) => value * (third.weight[unit] ?? 0));
  const first = (passed.hidden[0] ?? []).map((value, unit) => {
    const slope = (passed.hidden[1] ?? []).reduce(
      (sum, active, next) =>
        sum +
        (active > 0 ? (second.weight[unit * second.outputs + next] ?? 0) * (third.weight[next] ?? 0) : 0),
      0,
    );
    return value * slope;
  });
  for (const [layer, wanted] of [first, last].entries()) {
    const ranked = wanted
      .map((_, unit) => unit)
      .sort((a, b) => Math.abs(wanted[b] ?? 0) - Math.abs(wanted[a] ?? 0));
    const top = found.hidden[layer]?.top ?? [];
    expect(top.map(({ unit }) => unit)).toEqual(ranked.slice(0, top.length));
    expectClose(
      top.map(({ contribution }) => contribution),
      top.map(({ unit }) => wanted[unit] ?? 0),
    );
  }
});

test("trace() shows the connections that moved the logit most, as counting all of them finds", async () => {
  const found = await trace({ package: loaded, row: given, history: null }, fixture.context);
  const { encoded, hidden } = forward(given, fixture.layers);
  const entering = [encoded, ...hidden];
  expect(found.paths).toHaveLength(3);
  let slopes = [1];
  for (const layer of [2, 1, 0]) {
    const { weight = new Float32Array(), outputs = 1 } = fixture.layers[layer] ?? {};
    const from = Array.from(entering[layer] ?? []);
    const all = from.flatMap((value, unit) =>
      slopes.map((slope, next) => value * (weight[unit * outputs + next] ?? 0) * slope),
    );
    const ranked = all.filter((one) => one !== 0).sort((a, b) => Math.abs(b) - Math.abs(a));
    expectClose(found.paths[layer]?.map(({ contribution }) => contribution) ?? [], ranked.slice(0, 12));
    for (const { from: unit, to, contribution } of found.paths[layer] ?? [])
      expectClose(
        [contribution],
        [(from[unit] ?? 0) * (weight[unit * outputs + to] ?? 0) * (slopes[to] ?? 0)],
      );
    const own = slopes;
    slopes = from.map((value, unit) => {
      const slope = own.reduce((sum, one, next) => sum + one * (weight[unit * outputs + next] ?? 0), 0);
      if (layer === 0) expect(found.encoded[unit]?.contribution).toBeCloseTo(value * slope, 4);
      return value > 0 ? slope : 0;
    });
  }
});

describe("trace() of a rewritten model", () => {
  test("keeps every layer and its ranking", async () => {
    const whole = await trace({ package: loaded, row: given, history: null }, fixture.context);
    for (const [rewrite, tolerance] of [
      [toFloat16, 0.01],
      [toInt8, 0.1],
    ] as const) {
      const found = await trace(
        { package: { ...loaded, model: rewrite(loaded.model) }, row: given, history: null },
        fixture.context,
      );
      found.hidden.forEach(({ values, top }, index) => {
        expectClose(values, whole.hidden[index]?.values ?? [], tolerance);
        expect(top[0]?.contribution).toBeCloseTo(whole.hidden[index]?.top[0]?.contribution ?? Number.NaN, 1);
      });
      expectClose(found.output.values, whole.output.values, tolerance);
    }
  });

  test("shows fewer units of a pruned one", async () => {
    const activity = [24, 8].map((width) => ({
      mean: Array(width).fill(0),
      deviation: Array.from({ length: width }, (_, unit) => (unit % 2 === 0 ? 0 : 1)),
    }));
    const found = await trace(
      { package: { ...loaded, model: pruneModel(loaded.model, activity, 0.5) }, row: given, history: null },
      fixture.context,
    );
    expect(found.hidden.map(({ values }) => values.length)).toEqual([12, 4]);
  });
});

test("traceOf() shows the same of inputs that are known, for more packages at once than stay open", async () => {
  const inputs = { device: "desktop", clicks: 7, past_clicks: 33 };
  const wanted = await trace({ package: loaded, row: given, history: null }, fixture.context);
  const event = { device: "desktop", clicks: 7 };
  const known = { row: given, event, inputs, given: new Set(["past_clicks"]) };
  const packages = Array.from({ length: 7 }, () => ({ ...loaded, model: loaded.model.slice() }));
  for (let round = 0; round < 2; round += 1) {
    const traces = await Promise.all(packages.map((one) => traceOf(one, known)));
    for (const found of traces) expect(found).toEqual(wanted);
  }
  const broken = { ...loaded, model: loaded.model.slice(0, 100) };
  await expect(traceOf(broken, known)).rejects.toThrow();
  await expect(traceOf(loaded, { ...known, inputs: { ...inputs, clicks: "many" } })).rejects.toMatchObject({
    code: "INPUT_INVALID",
  });
  expect(await traceOf(loaded, known)).toEqual(wanted);
});

test("trace() refuses a row that a rule rejects, and says why", async () => {
  await expect(
    trace({ package: loaded, row: { ...row, clicks: -1 }, history: null }, fixture.context),
  ).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringContaining("'clicks' is -1: clicks out of range"),
  });
});

function expectClose(found: readonly number[], wanted: readonly number[], tolerance = 1e-4): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, value] of found.entries())
    expect(Math.abs(value - (wanted[at] ?? Number.NaN))).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(value)),
    );
}
