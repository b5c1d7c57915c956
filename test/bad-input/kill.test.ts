import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { startAirworthy } from "../cli/airworthy.ts";
import { configText, csvText, eventRows, expectGoodRun, expectNoStack, openProject } from "./project.ts";

/** One kill in each of as many equal parts of a run. */
const rounds = 5;

const longTraining = configText().replace("epochs: 1", "epochs: 100_000");

test("airworthy run killed at random moments leaves a store that opens and a next run that works", async () => {
  await using project = await openProject();
  const start = performance.now();
  await expectGoodRun(project);
  const usual = performance.now() - start;
  let killed = 0;
  for (let round = 0; round < rounds; round += 1) {
    const files = { "events.csv": csvText(eventRows(120 + round)) };
    await project.put(files);
    const { child, outcome } = startAirworthy(["run"], { cwd: project.path });
    await wait((usual * (round + Math.random())) / rounds);
    child.kill("SIGKILL");
    if ((await outcome).code === null) killed += 1;
    expect(await project.call("runs", "--json")).toMatchObject({ code: 0 });
  }
  expect(killed).toBeGreaterThanOrEqual(rounds - 2);
  await expectGoodRun(project);
});

test("airworthy run stopped by Ctrl-C in training ends with 130 and the record of a cancelled run", async () => {
  await using project = await openProject({
    "airworthy.config.ts": longTraining,
    "events.csv": csvText(eventRows()),
  });
  const { child, outcome } = startAirworthy(["run", "--json"], { cwd: project.path });
  await new Promise<void>((settle) => {
    let seen = "";
    child.stderr?.on("data", (text: string) => {
      seen += text;
      if (seen.includes("epoch 3 of")) settle();
    });
    child.on("close", () => settle());
  });
  child.kill("SIGINT");
  const { code, stdout, stderr } = await outcome;
  expectNoStack(stderr);
  expect([code, JSON.parse(stdout)]).toEqual([
    130,
    { error: expect.objectContaining({ code: "CANCELLED" }) },
  ]);
  const { runs } = JSON.parse((await project.call("runs", "--json")).stdout) as { runs: object[] };
  expect(runs).toEqual([expect.objectContaining({ status: "cancelled" })]);
  await expectGoodRun(project);
});
