import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../test/packages/fixture.ts";
import type { Definition } from "../core/definition/index.ts";
import { listAlerts } from "../io/store/index.ts";
import { traffic } from "./some-monitors.test.helper.ts";
import { startMonitorThread } from "./start-monitor-thread.ts";
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

test("startMonitorThread() watches in a thread, and gives the lease back when it is stopped", async () => {
  const { directory, store, input } = project;
  const problems: string[] = [];
  const thread = startMonitorThread(
    { definition: definition(), projectDirectory: directory, log: input.workspace.storePath },
    { onProblem: (reason) => problems.push(reason), beginInMs: () => 0 },
  );
  const phases = async () => (await listAlerts(store, "will-buy")).map(({ state }) => state.phase);
  await expect.poll(phases, { timeout: 20_000 }).toEqual(["firing"]);
  await thread.stop();
  expect(await store.db.selectFrom("leases").selectAll().execute()).toEqual([]);
  expect(problems).toEqual([]);
});

test("startMonitorThread() tells what keeps it from its work, and begins anew", async () => {
  const { directory } = project;
  const problems: string[] = [];
  const thread = startMonitorThread(
    { definition: definition(), projectDirectory: directory, log: directory },
    { onProblem: (reason) => problems.push(reason), beginInMs: () => 0 },
  );
  await expect.poll(() => problems.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await thread.stop();
  expect(problems[0]).toContain(`Cannot use the store ${directory}`);
});
