import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { airworthy, temporaryFolder } from "./airworthy.ts";

/** Starts `airworthy` where Node says that it is `version`. */
async function underNode(version: string, args: readonly string[]) {
  await using folder = await temporaryFolder();
  const preload = join(folder.path, "preload.mjs");
  await writeFile(
    preload,
    `Object.defineProperty(process, "version", { value: "v${version}" });
     Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
  );
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` };
  return await airworthy(args, { cwd: folder.path, env });
}

test.each(["20.19.4", "22.17.9", "18.0.0"])(
  "airworthy under Node %s says in one line what it needs",
  async (version) => {
    expect(await underNode(version, ["--version"])).toEqual({
      code: 1,
      stdout: "",
      stderr: `airworthy needs Node 22.18 or newer; this is Node ${version}.\n`,
    });
  },
);

test.each(["22.18.0", "23.0.0", "30.1.0"])("airworthy under Node %s works", async (version) => {
  expect(await underNode(version, ["--version"])).toMatchObject({ code: 0, stderr: "" });
});
