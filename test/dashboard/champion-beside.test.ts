/** A run whose model was measured against the champion, as the validation page and its route show both. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ValidationView } from "../../dashboard/src/api/schema.gen.ts";
import { formatFigure } from "../../dashboard/src/parts/format.ts";
import type { RunResult } from "../../src/pipeline.ts";
import { airworthy } from "../cli/airworthy.ts";
import { type Serving, startServing } from "../cli/start-serving.ts";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { openPage } from "./browser.ts";
import { settled } from "./settled.ts";

let project: TrainedProject;
let serving: Serving;
let shown: RunResult;
let champion: RunResult;
let view: ValidationView;
beforeAll(async () => {
  project = await trainedProject();
  const printed = async (...args: string[]) =>
    JSON.parse((await airworthy([...args, "--json"], { cwd: project.path })).stdout) as RunResult;
  champion = await printed("show", "latest");
  const config = join(project.path, "airworthy.config.ts");
  await writeFile(config, (await readFile(config, "utf8")).replace("epochs: 8", "epochs: 1"));
  shown = await printed("run");
  serving = await startServing(project.path, { args: ["--no-monitor"] });
  const reply = await fetch(`${serving.line.url}/api/runs/latest/validation`);
  view = (await reply.json()) as ValidationView;
});
afterAll(async () => {
  serving.child.kill("SIGTERM");
  if (serving.child.exitCode === null) await once(serving.child, "exit");
  await project[Symbol.asyncDispose]();
});

test("the champion's figures are those that its own run measured on the same rows, as near as what was packaged is", () => {
  const { beside } = shown.validation.champion ?? {};
  expect(beside?.threshold).toBe(champion.validation.threshold);
  for (const [name, { value }] of Object.entries(champion.metrics)) {
    const theirs = beside?.metrics[name as keyof RunResult["metrics"]];
    const ours = shown.metrics[name as keyof RunResult["metrics"]];
    expect([name, theirs?.value]).toEqual([name, expect.closeTo(value, 3)]);
    expect(theirs?.difference.value).toBeCloseTo(
      (ours?.value ?? Number.NaN) - (theirs?.value ?? Number.NaN),
      12,
    );
  }
  expect(beside?.gates.map(({ metric, passed }) => [metric, passed])).toEqual([["accuracy", true]]);
  const latency = champion.gates.find(({ metric }) => metric === "latencyP99Ms");
  const packaged = view.gates.find(({ metric }) => metric === "latencyP99Ms");
  if (packaged !== undefined)
    expect(packaged.theirs).toEqual({ value: latency?.value, passed: true, when: "packaged" });
});

test("the validation page shows the champion beside the model: metrics, differences, slices and gates", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.goto(`${serving.line.url}/ui/validation`);
  await settled(opened);
  const metrics = page.getByRole("table", { name: "Metrics" });
  expect(view.metrics.length).toBeGreaterThan(4);
  for (const { title, theirs, unit, value } of view.metrics) {
    const text = await metrics.getByRole("row", { name: new RegExp(`^${title}`) }).innerText();
    expect(text).toContain(formatFigure(value, unit));
    expect(text).toContain(formatFigure(theirs?.value, unit));
    expect(text).toMatch(/✓ better|✗ worse|= not distinguishable/);
  }
  const slices = page.getByRole("table", { name: "Slices" });
  for (const { name, theirs } of view.slices)
    expect(await slices.getByRole("row", { name }).innerText()).toContain(
      formatFigure(theirs?.value, "share"),
    );
  const gates = await page.getByRole("region", { name: "Gates" }).innerText();
  expect(gates).toContain("would pass");
  expect(opened.complaints).toEqual([]);
});
