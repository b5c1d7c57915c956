import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../../test/packages/fixture.ts";
import { cleanColumn } from "../../core/definition/rule.ts";
import { buildPackage, type Packaged } from "./build-package.ts";
import { loadPackage } from "./load-package.ts";
import { publicKeyText, signingKey } from "./signing-key.ts";

let fixture: Fixture;
let packaged: Packaged;
let directory = "";
beforeAll(async () => {
  fixture = await packageFixture({
    gates: { packageBytes: { atMost: 10 }, latencyP99Ms: { atMost: 10_000 } },
  });
  const input = fixture.input("package");
  directory = input.directory;
  packaged = await buildPackage(input, fixture.context);
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("buildPackage() writes five files that load and verify, by the key of the project", async () => {
  expect((await readdir(directory)).sort()).toEqual([
    "baseline.json",
    "card.md",
    "manifest.json",
    "model.onnx",
    "signature",
  ]);
  const key = publicKeyText(await signingKey(fixture.input("x").keyFile));
  const { manifest, baseline } = await loadPackage(directory, { trustedKey: key });
  const {
    notify: _,
    retrain: _r,
    rollout: _o,
    retention: _k,
    labelSources: _l,
    ...answers
  } = fixture.definition; // what answers is shipped
  expect(manifest.definition).toEqual(answers);
  expect(manifest).toMatchObject({
    name: "will-buy",
    version: 3,
    created: "2026-01-02T00:00:00.000Z",
    threshold: 0.5,
  });
  expect(Object.keys(manifest.metrics)).toEqual(["accuracy", "logLoss"]);
  expect(manifest.metrics.accuracy).toEqual({ value: 0.5, low: 0.4, high: 0.6 });
  expect(manifest.cleaning).toHaveLength(fixture.definition.rules.length);
  expect(manifest.cleaning.at(-1)).toEqual({
    rule: "outlier in clicks",
    policy: "clip",
    rows: 3,
    bounds: { low: -3, high: 11 },
  });
  expect(baseline.profiles.map(({ name }) => name)).toEqual([
    ...Object.keys(fixture.definition.events.columns),
    "past_clicks",
    "probability",
    "prediction",
  ]);
  expect(baseline.profiles.at(-1)).toMatchObject({ kind: "category", rows: 200, missing: 0, other: 0 });
});

test("buildPackage() measures every candidate on the validation rows", async () => {
  const { candidates, shipped, note } = packaged;
  expect(candidates.map(({ kind }) => kind).slice(0, 3)).toEqual(["float32", "float16", "int8"]);
  const [float32, float16, int8] = candidates;
  expect(float32).toMatchObject({ maxChange: 0, bytes: (await readFile(fixture.input("x").model)).length });
  expect(float16?.bytes).toBeLessThan(float32?.bytes ?? 0);
  for (const one of [float16, int8]) {
    expect(one?.maxChange).toBeGreaterThan(0);
    expect(one?.p99Us).toBeGreaterThanOrEqual(one?.p50Us ?? Number.POSITIVE_INFINITY);
  }
  expect(candidates.filter(({ verdict }) => verdict.startsWith("ships")).map(({ kind }) => kind)).toEqual([
    shipped,
  ]);
  expect(note).toContain(`${shipped} shipped`);
});

test("buildPackage() gates size and latency by what it measured", () => {
  const [size, latency] = packaged.gates;
  const bytes = packaged.candidates.find(({ kind }) => kind === packaged.shipped)?.bytes;
  expect(size).toMatchObject({ metric: "packageBytes", value: bytes, passed: false });
  expect(size?.explanation).toContain("wanted at most 10");
  expect(latency).toMatchObject({ metric: "latencyP99Ms", passed: true });
});

test("buildPackage() keeps personal data out of every file", async () => {
  for (const name of await readdir(directory)) {
    const content = await readFile(join(directory, name), "latin1");
    expect(/user\d/.exec(content)?.[0], name).toBeUndefined();
  }
  const { manifest } = await loadPackage(directory);
  expect(manifest.example.raw).toMatchObject({ user_id: "(personal data)", clicks: expect.any(Number) });
  expect(manifest.example.raw).not.toHaveProperty("bought");
  expect(manifest.example.raw).not.toHaveProperty("refunded");
});

test("buildPackage() writes a card with the numbers of this run", async () => {
  const { card } = await loadPackage(directory);
  for (const part of [
    "810 rows",
    "800 were clean",
    "600 rows trained",
    "200 validated",
    "sum(clicks)",
    "few rows",
    "1,000 resamples",
    "majority class",
    "device = phone",
    "A simpler model does better on the same rows: logistic regression has Log loss 0.6, this model 0.7",
  ])
    expect(card).toContain(part);
  expect(card).not.toMatch(/NaN|undefined|\[object|majority class has/);
});

test("buildPackage() builds the same candidates from the same input, and leaves out pruning where nothing is hidden", async () => {
  await using alone = await packageFixture({ hidden: [] });
  const built = [];
  for (const name of ["one", "two"]) built.push(await buildPackage(alone.input(name), alone.context));
  const sizes = built.map(({ candidates }) =>
    candidates.map(({ kind, bytes, maxChange }) => ({ kind, bytes, maxChange })),
  );
  expect(sizes[0]?.map(({ kind }) => kind)).toEqual(["float32", "float16", "int8"]);
  expect(sizes[1]).toEqual(sizes[0]);
});

test("buildPackage() prunes units that carry nothing", async () => {
  await using idle = await packageFixture({ hidden: [64, 32], idleUnits: 16 });
  const { candidates } = await buildPackage(idle.input("idle"), idle.context);
  const pruned = candidates.find(({ kind }) => kind === "pruned");
  expect(pruned?.bytes).toBeLessThan(candidates[0]?.bytes ?? 0);
  expect(pruned?.accuracy).toBeCloseTo(candidates[0]?.accuracy ?? Number.NaN, 1);
});

test("buildPackage() offers no pruned model where none keeps to the budget", async () => {
  const definition = {
    ...fixture.definition,
    packaging: { ...fixture.definition.packaging, accuracyBudget: -1 },
  };
  const { candidates, shipped } = await buildPackage(
    fixture.input("strict", { definition }),
    fixture.context,
  );
  expect(candidates.map(({ kind }) => kind)).toEqual(["float32", "float16", "int8"]);
  expect(shipped).toBe("float32");
});

test("buildPackage() stops where it is asked to, with nothing written", async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(
    buildPackage(fixture.input("stopped"), { ...fixture.context, signal: controller.signal }),
  ).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await readdir(fixture.directory)).not.toContain("stopped");
});

test("buildPackage() does not build a package that rejects its own example", async () => {
  const rule = cleanColumn("device", "category").isNotOneOf(["watch"]).drop();
  const definition = { ...fixture.definition, rules: [...fixture.definition.rules, rule] };
  await expect(
    buildPackage(fixture.input("rejecting", { definition }), fixture.context),
  ).rejects.toMatchObject({
    code: "PACKAGE_INVALID",
    message: expect.stringContaining("'device not allowed'"),
  });
});
