import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeDirectory, writeFileWhole } from "./files.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "airworthy-files-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

test("writeDirectory() makes the directory whole and returns what was written", async () => {
  const target = join(root, "deep", "target");
  const result = await writeDirectory(target, async (directory) => {
    await writeFile(join(directory, "a"), "1");
    return 42;
  });
  expect(result).toBe(42);
  expect(await readFile(join(target, "a"), "utf8")).toBe("1");
  expect(await readdir(join(root, "deep"))).toEqual(["target"]);
});

test("writeDirectory() leaves nothing behind where writing fails", async () => {
  const failure = new Error("in the middle");
  const attempt = writeDirectory(join(root, "target"), async (directory) => {
    await writeFile(join(directory, "a"), "half");
    throw failure;
  });
  await expect(attempt).rejects.toBe(failure);
  expect(await readdir(root)).toEqual([]);
});

test("writeDirectory() keeps what another process made first", async () => {
  const target = join(root, "target");
  await writeDirectory(target, (directory) => writeFile(join(directory, "a"), "first"));
  await writeDirectory(target, (directory) => writeFile(join(directory, "a"), "second"));
  expect(await readFile(join(target, "a"), "utf8")).toBe("first");
  expect(await readdir(root)).toEqual(["target"]);
});

test("writeDirectory() names the path where the parent is a file", async () => {
  await writeFile(join(root, "file"), "");
  await expect(writeDirectory(join(root, "file", "target"), async () => undefined)).rejects.toMatchObject({
    code: "DISK_UNUSABLE",
    message: expect.stringContaining(join(root, "file", "target")),
  });
});

test("writeFileWhole() replaces the file, with the mode asked for", async () => {
  const target = join(root, "key");
  await writeFileWhole(target, "first");
  await writeFileWhole(target, "second", 0o600);
  expect(await readFile(target, "utf8")).toBe("second");
  expect((await stat(target)).mode & 0o777).toBe(0o600);
  expect(await readdir(root)).toEqual(["key"]);
});
