/** Documentation runs: generated pages are current, TypeScript blocks compile, named commands exist. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Check, runAsScript } from "./check.ts";
import { generatedPages } from "./generated-pages.ts";

const generatedAreCurrent: Check = async (root) => {
  const pages = Object.entries(await generatedPages(root));
  const stale = await Promise.all(
    pages.map(async ([path, text]) => (await textOf(join(root, path))) !== text && path),
  );
  return stale.filter((path) => path !== false).map((path) => `${path} is not current: npm run docs`);
};

/** The file's text; empty where there is none. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
    throw cause;
  }
}

export const checkDocs: Check = async (root) => await generatedAreCurrent(root);

await runAsScript(checkDocs, import.meta);
