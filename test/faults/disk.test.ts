/** A disk that is full or read-only under a server: on a small tmpfs, where this user may mount one. */
import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../cli/airworthy.ts";
import { askSqlite, expectKept, expectNoSkew } from "./ledger.ts";
import { startLoad } from "./load.ts";
import { openServingProject } from "./serving-project.ts";

const execute = promisify(execFile);

const mounts = await (async () => {
  await using probe = await temporaryFolder();
  return await execute("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe.path])
    .then(() => execute("umount", [probe.path]))
    .then(
      () => true,
      () => false,
    );
})();

/** Puts the project's state on a small disk of its own, and returns where. */
async function mountState(project: string): Promise<string> {
  const [state, aside] = [join(project, ".airworthy"), join(project, "aside")];
  await execute("mv", [state, aside]);
  await mkdir(state);
  await execute("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", state]);
  await execute("cp", ["-a", `${aside}/.`, state]);
  return state;
}

let asked = 0;

/** A question that was not asked before. */
const event = () =>
  JSON.stringify({
    visit_id: `full-${++asked}`,
    customer_id: "c1",
    started_at: new Date().toISOString(),
    channel: "mail",
    pages: 3,
    basket: 9.5,
  });

test.skipIf(!mounts)(
  `airworthy serve says 503 while the disk is full, keeps what it acknowledged, and goes on by itself; on a read-only one it does not start${mounts ? "" : " (skipped: this user may not mount a tmpfs)"}`,
  async () => {
    await using project = await openServingProject();
    const state = await mountState(project.path);
    await using _ = {
      async [Symbol.asyncDispose]() {
        await execute("umount", ["-l", state]);
      },
    };
    const server = await project.serve();
    const load = startLoad({ url: project.url, clients: 4 });
    await pause(1_000);
    const ballast = join(state, "ballast");
    await execute("dd", ["if=/dev/zero", `of=${ballast}`, "bs=4k"]).catch(() => undefined); // until nothing is left
    const predict = () => fetch(`${project.url}/predict`, { method: "POST", body: event() });
    await expect.poll(async () => (await predict()).status, { timeout: 20_000 }).toBe(503);
    await expectRefused(await predict());
    expect((await fetch(`${project.url}/v2/health/live`)).status).toBe(200);
    await rm(ballast);
    await expect.poll(async () => (await predict()).status, { timeout: 20_000 }).toBe(200);
    await pause(500);
    const acknowledged = await load.stop();
    server.kill("SIGTERM");
    expect((await server.outcome).code).toBe(0);
    expect(acknowledged.statuses.get(503), "no client met the full disk").toBeGreaterThan(0);
    await expectKept(acknowledged, askSqlite(project));
    await expectNoSkew(project);

    await execute("mount", ["-o", "remount,ro", state]);
    const refused = await project.call("serve", "--port", "0");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/(STORE|DISK)_UNUSABLE/);
  },
  180_000,
);

async function expectRefused(refusal: Response): Promise<void> {
  expect(refusal.status).toBe(503);
  expect(await refusal.json()).toMatchObject({ code: expect.stringMatching(/^(DISK|STORE)_UNUSABLE$/) });
  expect(refusal.headers.get("retry-after")).toMatch(/^\d+$/);
}
