import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../test/packages/fixture.ts";
import { type Definition, resolveRetrain } from "../core/definition/index.ts";
import { listAlerts, listDecisions } from "../io/store/index.ts";
import { traffic } from "./some-monitors.test.helper.ts";
import { startMonitorProcess } from "./start-monitor-process.ts";
import { type WatchedProject, watchedProject } from "./watched-project.test.helper.ts";

let fixture: Fixture;
let project: WatchedProject;
beforeAll(async () => {
  fixture = await packageFixture({ hidden: [4] });
  project = await watchedProject(fixture, "threaded");
});
afterAll(async () => {
  await project.log[Symbol.asyncDispose]();
  await project.store[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

const definition = (): Definition => ({ ...project.input.definition, monitor: [traffic] });

test("startMonitorProcess() watches in a process, and gives the lease back when it is stopped", async () => {
  const { directory, store, input } = project;
  const problems: string[] = [];
  const monitors = startMonitorProcess(
    { definition: definition(), projectDirectory: directory, log: input.workspace.storePath },
    { onProblem: (reason) => problems.push(reason), beginInMs: () => 0 },
  );
  const phases = async () => (await listAlerts(store, "will-buy")).map(({ state }) => state.phase);
  await expect.poll(phases, { timeout: 20_000 }).toEqual(["firing"]);
  await monitors.stop();
  expect(await store.db.selectFrom("leases").selectAll().execute()).toEqual([]);
  expect(problems).toEqual([]);
});

test("startMonitorProcess() tells what keeps it from its work, and begins anew", async () => {
  const { directory } = project;
  const problems: string[] = [];
  const monitors = startMonitorProcess(
    { definition: definition(), projectDirectory: directory, log: directory },
    { onProblem: (reason) => problems.push(reason), beginInMs: () => 0 },
  );
  await expect.poll(() => problems.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await monitors.stop();
  expect(problems[0]).toContain(`Cannot use the store ${directory}`);
});

test("startMonitorProcess() retrains where it is due, and keeps why it could not", async () => {
  const { directory, store, input } = project;
  const problems: string[] = [];
  const gone = { kind: "csv" as const, paths: ["gone.csv"] };
  const due: Definition = {
    ...definition(),
    events: { ...definition().events, source: gone },
    retrain: resolveRetrain({ every: "1ms" }),
  };
  const monitors = startMonitorProcess(
    { definition: due, projectDirectory: directory, log: input.workspace.storePath },
    { onProblem: (reason) => problems.push(reason), beginInMs: () => 0 },
  );
  await expect.poll(() => problems, { timeout: 20_000 }).toHaveLength(1);
  await monitors.stop();
  expect(problems[0]).toContain("gone.csv");
  expect(await listDecisions(store, "will-buy")).toMatchObject([{ run: null, promote: false }]);
});
