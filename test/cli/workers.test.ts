/** Several processes behind one port, started as a user starts them. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { airworthy, temporaryFolder } from "./airworthy.ts";
import { childrenOf } from "./children-of.ts";
import { startServing } from "./start-serving.ts";

let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
});
afterAll(() => folder[Symbol.asyncDispose]());

const isLinux = process.platform === "linux";

test.runIf(isLinux)(
  "airworthy serve --workers answers from all, replaces one that is killed, and ends well",
  async () => {
    const { child, outcome, line } = await startServing(folder.path, {
      args: ["--workers", "2", "--threads", "1"],
    });
    expect(line).toMatchObject({ workers: 2, threads: 1, pid: child.pid });
    const workers = await childrenOf(line.pid);
    expect(workers).toHaveLength(2);
    const ready = async () =>
      (await fetch(`${line.url}/v2/health/ready`, { headers: { connection: "close" } })).status;
    expect(await Promise.all([ready(), ready(), ready(), ready()])).toEqual([200, 200, 200, 200]);
    process.kill(workers[0] ?? 0, "SIGKILL");
    await expect
      .poll(async () => (await childrenOf(line.pid)).filter((pid) => !workers.includes(pid)).length, {
        timeout: 20_000,
      })
      .toBe(1);
    await expect.poll(ready).toBe(200);
    child.kill("SIGTERM");
    const { code, stderr } = await outcome;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("worker ended, another takes its place");
    expect(stderr).not.toContain("killed");
    await expect(fetch(line.url)).rejects.toThrow();
    expect(await childrenOf(line.pid)).toEqual([]);
  },
);

test("airworthy serve --workers tells the metrics of all of them together", async () => {
  const { child, outcome, line } = await startServing(folder.path, { args: ["--workers", "2"] });
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
  child.kill("SIGTERM");
  expect((await outcome).code).toBe(0);
});

test.runIf(isLinux)(
  "airworthy serve --workers leaves no worker behind where it is killed itself",
  async () => {
    const { child, line } = await startServing(folder.path, { args: ["--workers", "2"] });
    const workers = await childrenOf(line.pid);
    child.kill("SIGKILL");
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
