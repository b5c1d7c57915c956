/** A run that the command line has begun, as the training page shows it meanwhile. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TrainingView } from "../../dashboard/src/api/schema.gen.ts";
import { formatNumber, formatShare } from "../../dashboard/src/parts/format.ts";
import { loadSqlite } from "../../src/io/store/load-sqlite.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import { epochsFromStart, type RunResult } from "../../src/pipeline.ts";
import { airworthy, startAirworthy } from "../cli/airworthy.ts";
import { type Serving, startServing } from "../cli/start-serving.ts";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { openPage } from "./browser.ts";
import { settled } from "./settled.ts";

const epochs = 150;
let seed = 0;

let project: TrainedProject;
let config: string;
let serving: Serving;
beforeAll(async () => {
  project = await trainedProject();
  config = await readFile(join(project.path, "airworthy.config.ts"), "utf8");
  serving = await startServing(project.path, { args: ["--no-monitor"] });
});
afterAll(async () => {
  await stop(serving);
  await project[Symbol.asyncDispose]();
});

async function stop({ child }: Serving): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function training(): Promise<TrainingView> {
  const response = await fetch(`${serving.line.url}/api/runs/latest/training`);
  return (await response.json()) as TrainingView;
}

interface HeldRun extends AsyncDisposable {
  /** Lets it go on until it has told `count` epochs more, and holds it again; what it had told then. */
  step(count: number): Promise<TrainingView>;
  /** Lets it go to its end. */
  finish(): Promise<RunResult>;
  kill(): Promise<void>;
}

/** `airworthy run`, held still whenever nobody lets it go: what a page shows of it meanwhile is no matter of speed. */
async function startRun(): Promise<HeldRun> {
  const before = (await training()).run.id;
  seed += 1; // what an earlier run learned is not reused
  const long = config.replace("epochs: 8 }),", `epochs: ${epochs} }),\n  seed: ${seed},`);
  await writeFile(join(project.path, "airworthy.config.ts"), long);
  const { child, outcome } = startAirworthy(["run", "--json"], { cwd: project.path });
  const kill = async () => {
    child.kill("SIGKILL");
    await outcome;
  };
  let told = 0;
  return {
    async step(count) {
      child.kill("SIGCONT");
      const isFar = ({ run, epochs: { length } }: TrainingView) =>
        run.id !== before && length >= told + count;
      await expect.poll(async () => isFar(await training()), { timeout: 30_000, interval: 20 }).toBe(true);
      child.kill("SIGSTOP");
      while (isLocked()) {
        child.kill("SIGCONT");
        await training();
        child.kill("SIGSTOP");
      }
      const view = await heldStill();
      told = view.epochs.length;
      return view;
    },
    async finish() {
      child.kill("SIGCONT");
      return JSON.parse((await outcome).stdout) as RunResult;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

/** Whether somebody is writing to the store: who is stopped in the middle of it lets nobody else write, nor a server start. */
function isLocked(): boolean {
  const { DatabaseSync } = loadSqlite();
  using store = new DatabaseSync(workspaceOf(project.path).storePath, { timeout: 0 });
  try {
    store.exec("BEGIN IMMEDIATE");
    store.exec("ROLLBACK");
    return false;
  } catch {
    return true;
  }
}

/** What a run that was just stopped has told: what it was about to write is written or is not. */
async function heldStill(): Promise<TrainingView> {
  let view = await training();
  for (let again = await training(); again.place !== view.place; again = await training()) view = again;
  return view;
}

/** The cells of the whole table of epochs. */
async function shownEpochs(page: Page): Promise<string[][]> {
  const more = page.getByRole("button", { name: /^Show more/ });
  while ((await more.count()) > 0) await more.click();
  const rows = await page.getByRole("table", { name: "Epochs" }).getByRole("row").allInnerTexts();
  return rows.slice(1).map((row) => row.split("\t"));
}

function cellsOf({ epochs: all }: Pick<RunResult, "epochs">): string[][] {
  return all.map((epoch) => [
    String(epoch.epoch),
    formatNumber(epoch.trainLoss),
    formatNumber(epoch.validationLoss),
    formatShare(epoch.trainAccuracy ?? Number.NaN),
    formatShare(epoch.validationAccuracy ?? Number.NaN),
    formatNumber(epoch.learningRate),
    epoch.note,
  ]);
}

/** A table's cells with the marks of the best taken out of the sentences. */
const unmarked = (cells: readonly (readonly string[])[]) =>
  cells.map((row) => row.map((cell) => cell.replace(/\s*best(, ships| so far)$/i, "")));

test("a run of the command line is seen epoch by epoch, and comes to what airworthy show prints", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.goto(`${serving.line.url}/ui/training`);
  await settled(opened);
  await using run = await startRun();
  const sentence = page.getByTestId("sentence");
  const seen: number[] = [];
  for (const count of [1, 3, 5]) {
    const told = await run.step(count);
    expect(told).toMatchObject({ stage: "train", plannedEpochs: epochs, parameters: null });
    const last = told.epochs.length;
    await expect.poll(() => sentence.innerText()).toContain(`Epoch ${last} of ${epochs}`);
    expect(unmarked(await shownEpochs(page))).toEqual(cellsOf(told));
    const best = (await shownEpochs(page)).findIndex((row) => /best so far$/i.test(row.at(-1) ?? ""));
    expect(best + 1).toBe(told.bestEpoch);
    expect(await page.getByRole("group", { name: "How far the run is" }).innerText()).toContain(
      `${last} of ${epochs} epochs`,
    );
    seen.push(last);
  }
  expect(seen.at(-1)).toBeLessThan(epochs);
  const { run: id } = await run.finish();
  const { stdout } = await airworthy(["show", id, "--json"], { cwd: project.path });
  const result = JSON.parse(stdout) as RunResult;
  await expect.poll(() => sentence.innerText(), { timeout: 10_000 }).toContain("was the best and ships");
  expect(unmarked(await shownEpochs(page))).toEqual(cellsOf({ epochs: epochsFromStart(result) }));
  expect(opened.complaints).toEqual([]);
});

test("a run that is killed is told as interrupted, and keeps the epochs that it had told", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.goto(`${serving.line.url}/ui/training`);
  await settled(opened);
  await using run = await startRun();
  const told = await run.step(2);
  await page.getByText(`Epoch ${told.epochs.length} of ${epochs}`).waitFor();
  await run.kill();
  const alert = page.getByRole("status").filter({ hasText: "This run was interrupted" });
  await alert.waitFor();
  expect(await alert.innerText()).toContain(`after epoch ${told.epochs.length} of ${epochs}`);
  expect(unmarked(await shownEpochs(page))).toEqual(cellsOf(told));
  expect(await training()).toMatchObject({
    run: { status: "interrupted" },
    stage: null,
    epochs: told.epochs,
  });
});

test("while the server is away the page says so, and hears of the epochs again when it is back", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const { url, port } = serving.line;
  await page.goto(`${url}/ui/training`);
  await settled(opened);
  await using run = await startRun();
  const before = await run.step(1);
  await page.getByText(`Epoch ${before.epochs.length} of ${epochs}`).waitFor();
  await stop(serving);
  const banner = page.getByText("The connection is lost");
  await banner.waitFor();
  expect(unmarked(await shownEpochs(page))).toEqual(cellsOf(before));
  serving = await startServing(project.path, { port, args: ["--no-monitor"] });
  await banner.waitFor({ state: "detached" });
  const after = await run.step(2);
  await page.getByText(`Epoch ${after.epochs.length} of ${epochs}`).waitFor();
  expect(unmarked(await shownEpochs(page))).toEqual(cellsOf(after));
});
