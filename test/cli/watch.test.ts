import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { airworthy } from "./airworthy.ts";

let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
  const config = join(folder.path, "airworthy.config.ts");
  const text = await readFile(config, "utf8");
  const monitor = `monitor: { traffic: { alertBelow: 1 }, staleness: { alertAbove: "1d", of: "package" }, drift: {} },`;
  await writeFile(config, text.replace("  gates: {", `  ${monitor}\n  gates: {`));
});
afterAll(() => folder[Symbol.asyncDispose]());

test("airworthy watch --once does a round, and airworthy alerts tells what it found", async () => {
  const round = await airworthy(["watch", "--once", "--json"], { cwd: folder.path });
  expect([round.code, round.stderr]).toEqual([0, ""]);
  const { readings, failures, version } = JSON.parse(round.stdout);
  expect([version, failures]).toEqual([1, []]);
  const values = readings.map(
    ({ monitor, reading }: { monitor: { name: string }; reading: { value: unknown } }) => [
      monitor.name,
      typeof reading.value,
    ],
  );
  expect(values).toEqual([
    ["traffic", "number"],
    ["staleness of the package", "number"],
    ["drift", "object"],
  ]);
  const { stdout } = await airworthy(["alerts", "--all"], { cwd: folder.path });
  expect(stdout).toMatch(/✗ firing +page +traffic below 1 +0 +0/);
  expect(stdout).toContain("no data: there was nothing in the window to compare");
});
