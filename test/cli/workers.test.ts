/** Several processes behind one port, started as a user starts them. */
import { readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { airworthy, type Started, startAirworthy, temporaryFolder } from "./airworthy.ts";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
  await symlink(modules, join(folder.path, "node_modules"));
});
afterAll(() => folder[Symbol.asyncDispose]());

interface StartLine {
  readonly url: string;
  readonly pid: number;
  readonly workers: number;
}

async function startServing(args: readonly string[]): Promise<{ started: Started; line: StartLine }> {
  const started = startAirworthy(["serve", "--port", "0", "--json", ...args], { cwd: folder.path });
  let text = "";
  started.child.stdout?.on("data", (chunk: string) => {
    text += chunk;
  });
  await expect.poll(() => text.includes("\n"), { timeout: 30_000 }).toBe(true);
  return { started, line: JSON.parse(text) as StartLine };
}

async function workersOf(pid: number): Promise<number[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    processes.map((each) => readFile(`/proc/${each}/stat`, "utf8").catch(() => "")),
  );
  return processes.filter((_, index) => parents[index]?.split(") ")[1]?.split(" ")[1] === String(pid));
}

const isLinux = process.platform === "linux";

test.runIf(isLinux)(
  "airworthy serve --workers answers from all, replaces one that is killed, and ends well",
  async () => {
    const { started, line } = await startServing(["--workers", "2", "--threads", "1"]);
    expect(line).toMatchObject({ workers: 2, threads: 1, pid: started.child.pid });
    const workers = await workersOf(line.pid);
    expect(workers).toHaveLength(2);
    const ready = async () =>
      (await fetch(`${line.url}/v2/health/ready`, { headers: { connection: "close" } })).status;
    expect(await Promise.all([ready(), ready(), ready(), ready()])).toEqual([200, 200, 200, 200]);
    process.kill(workers[0] ?? 0, "SIGKILL");
    await expect
      .poll(async () => (await workersOf(line.pid)).filter((pid) => !workers.includes(pid)).length, {
        timeout: 20_000,
      })
      .toBe(1);
    await expect.poll(ready).toBe(200);
    started.child.kill("SIGTERM");
    const { code, stderr } = await started.outcome;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("worker ended, another takes its place");
    expect(stderr).not.toContain("killed");
    await expect(fetch(line.url)).rejects.toThrow();
    expect(await workersOf(line.pid)).toEqual([]);
  },
);

test("airworthy serve --workers tells the metrics of all of them together", async () => {
  const { started, line } = await startServing(["--workers", "2"]);
  const invocations = Array.from({ length: 8 }, () =>
    fetch(`${line.url}/invocations`, {
      method: "POST",
      body: "{",
      headers: { connection: "close", "content-type": "application/json" },
    }),
  );
  expect((await Promise.all(invocations)).map(({ status }) => status)).toEqual(Array(8).fill(400));
  const counted = async () => {
    const text = await (await fetch(`${line.url}/metrics`, { headers: { connection: "close" } })).text();
    expect(text.match(/airworthy_inference_model_ready\{.*\} (\d)/)?.[1]).toBe("1");
    return Number(text.match(/airworthy_inference_requests_total\{.*REQUEST_INVALID.*\} (\d+)/)?.[1]);
  };
  expect([await counted(), await counted(), await counted()]).toEqual([8, 8, 8]);
  started.child.kill("SIGTERM");
  expect((await started.outcome).code).toBe(0);
});

test.runIf(isLinux)(
  "airworthy serve --workers leaves no worker behind where it is killed itself",
  async () => {
    const { started, line } = await startServing(["--workers", "2"]);
    const workers = await workersOf(line.pid);
    started.child.kill("SIGKILL");
    await expect
      .poll(async () => (await Promise.all(workers.map(isRunning))).some(Boolean), { timeout: 20_000 })
      .toBe(false);
  },
);

async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
}

test("airworthy serve --workers says once what keeps it from starting", async () => {
  await using empty = await temporaryFolder();
  await airworthy(["init", "."], { cwd: empty.path });
  const none = await airworthy(["serve", "--workers", "2", "--port", "0"], { cwd: empty.path });
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr.match(/NOT_FOUND/g)).toHaveLength(1);
  const refused = await airworthy(["serve", "--workers", "3", "--host", "0.0.0.0"], { cwd: folder.path });
  expect(refused.code).toBe(1);
  expect(refused.stderr.match(/ADDRESS_REFUSED/g)).toHaveLength(1);
});
