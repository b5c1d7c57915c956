import { mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunResult } from "../../src/pipeline.ts";
import { expectGoodRun, expectRefusal, goodFiles, openProject, type Project } from "./project.ts";

let project: Project;
beforeAll(async () => {
  project = await openProject();
  await expectGoodRun(project);
});
afterAll(() => project[Symbol.asyncDispose]());

const row = JSON.stringify({ user: "u1", at: "2026-03-01T00:00:00Z", kind: "a", x: 3 });
const inState = (...names: readonly string[]) => join(project.path, ".airworthy", ...names);
const commands = [
  ["run"],
  ["runs"],
  ["show", "latest"],
  ["predict", "--input", row],
  ["trace", "--input", row],
];

async function removeStore(): Promise<void> {
  for (const name of ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"])
    await rm(inState(name), { recursive: true, force: true });
}

const damages: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ["holds something else", (path) => writeFile(path, "not a database, ".repeat(1_000))],
  ["was cut short", async (path) => truncate(path, Math.floor((await stat(path)).size / 2))],
  ["has pages of noise", (path) => overwrite(path, 4096, 16_384)],
  ["is a directory", async (path) => rm(path).then(() => mkdir(path))],
];

test.each(damages)(
  "every command says so where the store %s, and a run without it works",
  async (_, damage) => {
    await project.call("runs"); // closes, so that what the log holds is in the file
    await damage(inState("store.sqlite"));
    for (const name of ["store.sqlite-wal", "store.sqlite-shm"]) await rm(inState(name), { force: true });
    for (const args of commands) await expectRefusal(project, args, "STORE_UNUSABLE");
    await removeStore();
    await expectGoodRun(project);
    expect((await project.call("predict", "--input", row)).code).toBe(0);
  },
);

test("airworthy run makes every snapshot anew whose Parquet was cut short", async () => {
  const folders = await readdir(inState("snapshots"));
  for (const folder of folders) {
    for (const name of await readdir(inState("snapshots", folder))) {
      if (name.endsWith(".parquet")) await truncate(inState("snapshots", folder, name), 40);
    }
  }
  await project.put(goodFiles);
  const { stages } = JSON.parse((await project.call("run", "--json")).stdout) as RunResult;
  expect(stages.map(({ stage, reused }) => [stage, reused])).toEqual([
    ["collect", false],
    ["clean", false],
    ["features", false],
    ["split", false],
    ["train", true],
    ["validate", false],
    ["package", true],
  ]);
  await expectGoodRun(project);
});

test("airworthy run names the snapshot that was changed and kept its size, and works when it is removed", async () => {
  const folders = await readdir(inState("snapshots"));
  for (const folder of folders) {
    const names = await readdir(inState("snapshots", folder));
    if (names.includes("train.parquet")) {
      const path = inState("snapshots", folder, "train.parquet");
      await writeFile(path, new Uint8Array((await stat(path)).size));
    } else if (names.includes("model.onnx")) {
      await rm(inState("snapshots", folder), { recursive: true }); // so that something reads the other
    }
  }
  const { message } = await expectRefusal(project, ["run"], "SNAPSHOT_DAMAGED");
  await rm(dirname(/'([^']*)'/.exec(message)?.[1] ?? ""), { recursive: true });
  await expectGoodRun(project);
});

test("airworthy run refuses a key that is none, and works again with its own", async () => {
  const key = await readFile(inState("signing-key.pem"));
  await writeFile(inState("signing-key.pem"), "no key");
  await expectRefusal(project, ["predict", "--input", row], "KEY_UNUSABLE");
  await writeFile(inState("signing-key.pem"), key);
  await expectGoodRun(project);
});

async function overwrite(path: string, from: number, bytes: number): Promise<void> {
  const file = await open(path, "r+");
  await file.write(new Uint8Array(bytes).fill(0xa5), 0, bytes, from);
  await file.close();
}
