/**
 * A golden run: test/input/<case> is run with clock and seed pinned, and what it returns and prints is compared with
 * test/output/<case>. What a clock measures is masked. UPDATE_GOLDEN=1 writes the expectation; CI never does.
 */
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { renderRun } from "../src/cli/render/render-run.ts";
import { loadConfig } from "../src/io/load-config.ts";
import { type RunResult, run } from "../src/pipeline.ts";
import { temporaryFolder } from "./cli/airworthy.ts";

const inputs = fileURLToPath(new URL("input/", import.meta.url));
const outputs = fileURLToPath(new URL("output/", import.meta.url));

/** A number as it is on every machine: the last digits of a float are the processor's own. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rounded(inner)]));
}

/** The result without what a clock measured or chance named. */
function masked(result: RunResult): RunResult {
  const made = result.package;
  return {
    ...result,
    run: "<run>",
    durationMs: 0,
    stages: result.stages.map((stage) => ({
      ...stage,
      durationMs: 0,
      note: stage.stage === "package" ? "<measured>" : stage.note,
    })),
    package:
      made === null
        ? null
        : {
            ...made,
            path: "<path>",
            shipped: "float32",
            candidates: made.candidates.map((candidate) => ({
              ...candidate,
              ...latenciesOf(candidate),
              verdict: "<measured>",
            })),
          },
  };
}

/** Every latency of a candidate, as 0. */
function latenciesOf(candidate: object): Record<string, number> {
  const names = Object.keys(candidate).filter((name) => /^p\d+Us\d*$/.test(name));
  return Object.fromEntries(names.map((name) => [name, 0]));
}

async function compare(path: string, actual: string): Promise<void> {
  if (process.env.UPDATE_GOLDEN === "1" && process.env.CI === undefined) await writeFile(path, actual);
  expect(actual).toBe(await readFile(path, "utf8"));
}

test.each(await readdir(inputs))("run() of test/input/%s is as expected", async (name) => {
  await using folder = await temporaryFolder();
  await cp(join(inputs, name), folder.path, { recursive: true });
  const { definition } = await loadConfig({ path: join(inputs, name, "airworthy.config.ts") });
  const now = () => Date.UTC(2026, 4, 1, 10);
  const result = masked(await run(definition, { projectDirectory: folder.path, now }));
  await mkdir(join(outputs, name), { recursive: true });
  await compare(join(outputs, name, "run.json"), `${JSON.stringify(rounded(result), null, 1)}\n`);
  await compare(join(outputs, name, "run.txt"), renderRun(result, { color: false }));
});
