import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeAlias, listVersions, openStore } from "../../src/io/store/index.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { grpcClient } from "../serve/grpc-client.ts";
import { airworthy, temporaryFolder } from "./airworthy.ts";
import { startServing } from "./start-serving.ts";

const name = "will-order";
let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
  const config = join(folder.path, "airworthy.config.ts");
  const text = await readFile(config, "utf8");
  await writeFile(
    config,
    text.replace(/mlp\((\{)?/, (_, brace) => (brace === undefined ? "mlp(" : "mlp({ learningRate: 0.002, ")),
  );
  const second = await airworthy(["run", "--json"], { cwd: folder.path });
  expect([0, 2], second.stderr).toContain(second.code);
});
afterAll(() => folder[Symbol.asyncDispose]());

async function servedVersion(url: string): Promise<number> {
  const reply = await fetch(`${url}/v2/models/${encodeURIComponent(name)}`);
  return Number(((await reply.json()) as { versions: string[] }).versions[0]);
}

test("airworthy serve answers for the champion, follows the alias, and ends well on SIGTERM", async () => {
  await using store = await openStore(workspaceOf(folder.path).storePath);
  const versions = (await listVersions(store, name)).map(({ version }) => version).sort();
  expect(versions).toEqual([1, 2]);
  const champion = (version: number) =>
    changeAlias(store, { name, version, now: Date.now(), choose: () => "champion" });
  await champion(1);
  const { child, outcome, line } = await startServing(folder.path, {
    args: ["--threads", "2", "--grpc-port", "0"],
  });
  expect(line).toMatchObject({
    event: "listening",
    model: { name, version: 1 },
    workers: 1,
    threads: 2,
    pid: child.pid,
  });
  expect((await fetch(`${line.url}/v2/health/ready`)).status).toBe(200);
  expect(await servedVersion(line.url)).toBe(1);
  using client = grpcClient(line.grpcPort ?? 0);
  expect(await client.call("ModelMetadata", { name })).toMatchObject({ name, versions: ["1"] });
  await champion(2);
  await expect.poll(() => servedVersion(line.url), { timeout: 20_000 }).toBe(2);
  child.kill("SIGTERM");
  const { code, stderr } = await outcome;
  expect(code, stderr).toBe(0);
  await expect(fetch(line.url)).rejects.toThrow();
});

test("airworthy serve finishes what is in flight when it is stopped", async () => {
  const { child, outcome, line } = await startServing(folder.path);
  const metadata = await (await fetch(`${line.url}/v2/models/${encodeURIComponent(name)}`)).json();
  const { inputs } = metadata as { inputs: { name: string; datatype: string }[] };
  const rows = 16_000;
  const body = JSON.stringify({
    inputs: inputs.map((input) => ({
      ...input,
      shape: [rows, 1],
      data: Array(rows).fill(input.datatype === "BYTES" ? "a" : 1),
    })),
  });
  const replies = Array.from({ length: 4 }, () =>
    fetch(`${line.url}/v2/models/${encodeURIComponent(name)}/infer`, { method: "POST", body }),
  );
  await expect
    .poll(
      async () => (await (await fetch(`${line.url}/metrics`)).text()).match(/rows_total\{.*\} (\d+)/)?.[1],
    )
    .toBeTruthy();
  child.kill("SIGTERM");
  const answered = await Promise.all(
    replies.map(async (reply) => [(await reply).status, (await (await reply).text()).length > rows]),
  );
  expect(answered).toEqual(Array(4).fill([200, true]));
  expect((await outcome).code).toBe(0);
});

test("airworthy serve refuses an address of other machines, odd options, a taken port, and a project without a champion", async () => {
  const refuse = async (args: readonly string[], code: string, cwd = folder.path) => {
    const refused = await airworthy(["serve", "--port", "0", ...args], { cwd });
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain(code);
  };
  await refuse(["--host", "0.0.0.0"], "ADDRESS_REFUSED");
  await refuse(["--workers", "0"], "OPTION_INVALID");
  await refuse(["--port", "80x"], "OPTION_INVALID");
  await refuse(["--grpc-port", "70000"], "--grpc-port '70000'");
  await refuse(["--max-lateness", "soon"], "--max-lateness 'soon'");
  const { child, outcome, line } = await startServing(folder.path);
  await refuse(["--port", String(line.port)], "ADDRESS_UNUSABLE");
  child.kill("SIGINT");
  const { code, stderr } = await outcome;
  expect(code).toBe(0);
  expect(stderr.split("\n").filter((line) => line.startsWith("Stopping"))).toEqual([
    "Stopping; what is in flight is finished first. Ctrl-C again to stop at once.",
  ]);
  await using empty = await temporaryFolder();
  await airworthy(["init", "."], { cwd: empty.path });
  await refuse([], "has no champion yet", empty.path);
});
