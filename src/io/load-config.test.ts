import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-config-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function load(text: string): Promise<unknown> {
  await writeFile(join(directory, "airworthy.config.ts"), text);
  return await loadConfig({ directory });
}

/** In a process of its own: the test runner compiles what it imports, and its messages are not Node's. */
test("loadConfig() says where the syntax is broken", async () => {
  await writeFile(join(directory, "airworthy.config.ts"), "\n\nexport default {,};\n");
  const library = JSON.stringify(new URL("./load-config.ts", import.meta.url).href);
  const call = `loadConfig({ directory: ${JSON.stringify(directory)} })`;
  const program = `import { loadConfig } from ${library}; await ${call}.catch(({ code, message }) => console.log(code, message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  expect(stdout).toMatch(/^CONFIG_INVALID .*airworthy\.config\.ts:3:\d+: /);
});

test("loadConfig() refuses a config without a default export", async () => {
  await expect(load("export const a = 1;")).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("has no default export"),
  });
});

test("loadConfig() refuses a default export that is no pipeline", async () => {
  await expect(load("export default 3;")).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("default-exports a number"),
  });
});

test("loadConfig() says that there is none", async () => {
  await expect(loadConfig({ directory })).rejects.toMatchObject({ code: "CONFIG_NOT_FOUND" });
  await expect(loadConfig({ directory, path: "other.ts" })).rejects.toMatchObject({
    code: "CONFIG_NOT_FOUND",
  });
});
