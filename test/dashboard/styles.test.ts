/** The built pages' styles against the component library's: only those in use are loaded, and none of these may be missing. */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const assets = fileURLToPath(new URL("../../dist/dashboard/assets", import.meta.url));
const libraryClass = /\bm_[0-9a-f]{6,8}\b/g;

/** The library's classes in the built files with this ending. */
async function classesIn(ending: string): Promise<Set<string>> {
  const names = (await readdir(assets)).filter((name) => name.endsWith(ending));
  const texts = await Promise.all(names.map((name) => readFile(join(assets, name), "utf8")));
  return new Set(texts.flatMap((text) => text.match(libraryClass) ?? []));
}

test("the pages' styles have every class that their components use and the library has rules for", async () => {
  const sheet = createRequire(import.meta.url).resolve("@mantine/core/styles.css");
  const ruled = new Set((await readFile(sheet, "utf8")).match(libraryClass));
  const used = [...(await classesIn(".js"))].filter((name) => ruled.has(name));
  const styled = await classesIn(".css");
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter((name) => !styled.has(name))).toEqual([]);
});

test("the pages' tables are the shared part's, but for what is none", async () => {
  const source = fileURLToPath(new URL("../../dashboard/src", import.meta.url));
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".tsx"));
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(source, name), "utf8")]),
  );
  const own = texts.flatMap(([name, text = ""]) => (/<Table\b/.test(text) ? [name] : []));
  expect(own.toSorted()).toEqual([
    "pages/validation/confusion-table.tsx", // a matrix, with headers at two sides
    "parts/data-table.tsx",
    "parts/facts.tsx", // terms with what they are
  ]);
});
