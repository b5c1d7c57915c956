import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunResult } from "../../src/pipeline.ts";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { airworthy, startAirworthy, temporaryFolder } from "./airworthy.ts";

const stages = ["collect", "clean", "features", "split", "train", "validate", "package"];
const row = {
  visit_id: "new",
  customer_id: "c7",
  started_at: "2026-04-01T12:00:00Z",
  channel: "mail",
  pages: 9,
  basket: 80,
};

let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
});
afterAll(() => folder[Symbol.asyncDispose]());

const here = (args: readonly string[], input?: string) =>
  airworthy(args, { cwd: folder.path, ...(input === undefined ? {} : { input }) });

async function json<T>(args: readonly string[], cwd = folder.path): Promise<T> {
  return JSON.parse((await airworthy([...args, "--json"], { cwd })).stdout) as T;
}

/** Every file and folder under .airworthy that was written aside. */
async function asides(cwd: string): Promise<string[]> {
  const names = await readdir(join(cwd, ".airworthy"), { recursive: true });
  return names.filter((name) => name.includes(".aside-"));
}

test("airworthy run of a new project passes its gates", () => {
  const { firstRun: first } = folder;
  expect(first.stderr).not.toContain("Warning");
  expect(first.code).toBe(0);
  for (const stage of stages) expect(first.stdout).toContain(`\n  ${stage} `);
  expect(first.stdout).toContain("✓ passed  Accuracy");
  expect(first.stdout).toContain("version 1");
  expect(first.stdout).toContain("npx airworthy predict");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is what must not be there
  expect(first.stdout).not.toMatch(/\u001b/);
  const lines = first.stdout.split("\n").filter((line) => [...line].length > 80);
  expect(lines).toEqual([]);
});

test("airworthy run again reuses every stage and keeps the version", async () => {
  const result = await json<RunResult>(["run"]);
  expect(result.stages.map(({ stage, reused }) => [stage, reused])).toEqual(
    stages.map((stage) => [stage, true]),
  );
  expect(result.package).toMatchObject({ version: 1, alias: "champion" });
});

test("airworthy run --json keeps to its contract", async () => {
  const result = await json<RunResult>(["run"]);
  const estimate = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
  expect(result).toMatchObject({
    run: expect.any(String),
    status: "passed",
    metrics: { accuracy: estimate, logLoss: estimate, rocAuc: estimate },
    package: { version: 1, path: expect.stringContaining("models"), shipped: expect.any(String) },
  });
  for (const stage of result.stages) {
    expect(stage).toMatchObject({
      stage: expect.any(String),
      rowsIn: expect.any(Number),
      columnsIn: expect.any(Number),
      rowsOut: expect.any(Number),
      columnsOut: expect.any(Number),
      durationMs: expect.any(Number),
      reused: true,
    });
  }
  const { beforeTraining } = result.training;
  expect(beforeTraining).toMatchObject({ epoch: 0, note: expect.stringMatching(/^before training/) });
  expect(beforeTraining.trainLoss).toBeGreaterThan(result.epochs[0]?.trainLoss ?? 0);
  expect(result.epochs[0]).toMatchObject({
    epoch: 1,
    trainLoss: expect.any(Number),
    trainAccuracy: expect.any(Number),
    validationLoss: expect.any(Number),
    validationAccuracy: expect.any(Number),
  });
  expect(result.gates[0]).toEqual(
    expect.objectContaining({ metric: "accuracy", bound: 0.75, value: expect.any(Number), passed: true }),
  );
  const [candidate] = result.package?.candidates ?? [];
  expect(candidate).toMatchObject({
    kind: "float32",
    bytes: expect.any(Number),
    p50Us: expect.any(Number),
    p99Us: expect.any(Number),
    accuracy: expect.any(Number),
  });
});

test("airworthy runs and show tell the same run", async () => {
  const { runs } = await json<{ runs: { run: string; status: string }[] }>(["runs"]);
  const oldest = runs.at(-1);
  expect(oldest?.status).toBe("passed");
  const shown = await here(["show", oldest?.run ?? ""]);
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  for (const heading of ["Rules", "Features", "Slices", "Importance", "Gates", "Package"]) {
    expect(shown.stdout).toContain(`\n${heading}`);
  }
  expect(shown.stdout).toContain("order_rate");
  expect(shown.stdout).toMatch(
    /usual_pages .*\n {4}mean\(pages\) over the last 10 events\n {4}\d+ lines of SQL/,
  );
  const document = await json<RunResult>(["show", oldest?.run ?? ""]);
  expect(document).toMatchObject({ run: oldest?.run, status: "passed", gates: [{ metric: "accuracy" }, {}] });
});

test("airworthy predict answers one row, several, and a file", async () => {
  const one = await here(["predict", "--input", JSON.stringify(row)]);
  expect(one).toMatchObject({ code: 0, stderr: "" });
  expect(one.stdout).toMatch(/^(true|false) {2}probability \d+\.\d%/);
  expect(one.stdout).toContain("will-order, version 1");
  const several = await here(
    ["predict", "--input", "-", "--json"],
    `${JSON.stringify(row)}\n${JSON.stringify(row)}\n`,
  );
  const { predictions } = JSON.parse(several.stdout) as { predictions: { prediction: boolean }[] };
  expect(predictions).toHaveLength(2);
  expect(one.stdout.startsWith(String(predictions[0]?.prediction))).toBe(true);
  const output = join(folder.path, "predictions.csv");
  const file = await here(["predict", "--input", "data/visits.csv", "--output", output]);
  expect(file).toMatchObject({ code: 0, stderr: "" });
  expect(file.stdout).toContain("of 4,000 rows predicted");
  expect((await readFile(output, "utf8")).split("\n").length).toBeGreaterThan(3_900);
});

test("airworthy predict refuses a row by field, rule and value", async () => {
  const input = JSON.stringify({ ...row, channel: "pigeon" });
  const refused = await here(["predict", "--input", input]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain("INPUT_INVALID");
  expect(refused.stderr).toContain("channel");
  expect(refused.stderr).toContain("pigeon");
});

test("airworthy predict refuses a version that there is not", async () => {
  const args = ["predict", "--input", JSON.stringify(row), "--model-version"];
  expect((await here([...args, "9"])).stderr).toContain("NOT_FOUND");
  expect((await here([...args, "nine"])).stderr).toContain("INPUT_INVALID");
});

test("airworthy trace shows every layer, and ends as predict does", async () => {
  const traced = await here(["trace", "--input", JSON.stringify(row)]);
  expect(traced).toMatchObject({ code: 0, stderr: "" });
  const headings = [
    "Input, raw",
    "Input, engineered",
    "Input, encoded",
    "Hidden 1 (ReLU)",
    "Hidden 2 (ReLU)",
  ];
  for (const heading of [...headings, "Output (sigmoid)", "Decision"]) {
    expect(traced.stdout).toContain(`\n${heading}`);
  }
  const { decision } = await json<{ decision: { probability: number } }>([
    "trace",
    "--input",
    JSON.stringify(row),
  ]);
  const { predictions } = await json<{ predictions: { probability: number }[] }>([
    "predict",
    "--input",
    JSON.stringify(row),
  ]);
  expect(decision.probability).toBe(predictions[0]?.probability);
});

test("airworthy run with another model reuses the first four stages; a failed gate is exit 2; a changed byte is refused", async () => {
  await using copy = await trainedProject();
  const path = join(copy.path, "airworthy.config.ts");
  const config = await readFile(path, "utf8");
  await writeFile(
    path,
    config.replace("hidden: [16, 8]", "hidden: [4]").replace("atLeast: 0.75", "atLeast: 0.999"),
  );
  const { code, stdout } = await airworthy(["run", "--json"], { cwd: copy.path });
  const result = JSON.parse(stdout) as RunResult;
  expect(code).toBe(2);
  expect(result).toMatchObject({ status: "failed", package: null });
  expect(result.stages.map(({ reused }) => reused)).toEqual([true, true, true, true, false, false]);
  expect(result.gates[0]).toMatchObject({ metric: "accuracy", bound: 0.999, passed: false });
  const text = await airworthy(["run"], { cwd: copy.path });
  expect(text.code).toBe(2);
  expect(text.stdout).toContain("✗ failed  Accuracy");
  const card = join(copy.path, ".airworthy", "models", "will-order", "1", "card.md");
  await writeFile(card, `${await readFile(card, "utf8")} `);
  const changed = await airworthy(["predict", "--input", JSON.stringify(row)], { cwd: copy.path });
  expect(changed.code).toBe(1);
  expect(changed.stderr).toContain("PACKAGE_INVALID");
  expect(changed.stderr).toContain("card.md");
});

test("airworthy run stops on Ctrl-C with exit 130, and the next run works", async () => {
  await using copy = await temporaryFolder();
  await airworthy(["init", "."], { cwd: copy.path });
  const { child, outcome } = startAirworthy(["run", "--json"], { cwd: copy.path });
  await stageStarted(child, "features");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await outcome;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "CANCELLED" } });
  expect(stderr).toContain("Ctrl-C again");
  const { runs } = await json<{ runs: { status: string }[] }>(["runs"], copy.path);
  expect(runs).toMatchObject([{ status: "cancelled" }]);
  expect(await asides(copy.path)).toEqual([]);
  expect((await airworthy(["run"], { cwd: copy.path })).code).toBe(0);
});

test("airworthy run killed at any moment leaves a store that opens and a next run that works", async () => {
  await using copy = await temporaryFolder();
  await airworthy(["init", "."], { cwd: copy.path });
  const moments = ["collect", "features", "train", "package"];
  for (const moment of moments) {
    const { child, outcome } = startAirworthy(["run"], { cwd: copy.path });
    await stageStarted(child, moment);
    child.kill("SIGKILL");
    expect((await outcome).code).toBeNull();
  }
  const { runs } = await json<{ runs: { status: string }[] }>(["runs"], copy.path);
  expect(runs.length).toBeGreaterThanOrEqual(moments.length - 1); // the first kill may come before the record
  expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(["interrupted"]));
  const result = await json<RunResult>(["run"], copy.path);
  expect(result).toMatchObject({ status: "passed", package: { version: 1, alias: "champion" } });
  expect(await asides(copy.path)).toEqual([]);
});

test("airworthy run twice at once: both end well, with a version each or one for both", async () => {
  await using copy = await temporaryFolder();
  await airworthy(["init", "."], { cwd: copy.path });
  const both = await Promise.all([1, 2].map(() => airworthy(["run", "--json"], { cwd: copy.path })));
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const results = both.map(({ stdout }) => JSON.parse(stdout) as RunResult);
  expect(results[0]?.metrics).toEqual(results[1]?.metrics);
  const versions = new Set(results.map((result) => result.package?.version));
  expect(await readdir(join(copy.path, ".airworthy", "models", "will-order"))).toHaveLength(versions.size);
  expect(await asides(copy.path)).toEqual([]);
  const again = await json<RunResult>(["run"], copy.path);
  expect(again.stages.every(({ reused }) => reused)).toBe(true);
});

/** Waits until the list on stderr comes to `stage`, or the process ends. */
async function stageStarted(child: ReturnType<typeof startAirworthy>["child"], stage: string): Promise<void> {
  let seen = "";
  await new Promise<void>((settle) => {
    child.stderr?.on("data", (text: string) => {
      seen += text;
      if (seen.includes(`❯ ${stage}`)) settle();
    });
    child.on("close", () => settle());
  });
}
