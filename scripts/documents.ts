/** The repository's Markdown, and the code in it. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Document {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface CodeBlock {
  readonly path: string;
  /** 1-based line of the block's first line of code. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** Every page at the root, in docs/ and beside the examples. */
export async function readDocuments(root: string): Promise<Document[]> {
  const examples = existsSync(join(root, "examples")) ? await readdir(join(root, "examples")) : [];
  const folders = [".", "docs", ...examples.map((name) => `examples/${name}`)];
  const listed = await Promise.all(
    folders
      .filter((folder) => existsSync(join(root, folder)))
      .map(async (folder) =>
        (await readdir(join(root, folder))).map((name) => (folder === "." ? name : `${folder}/${name}`)),
      ),
  );
  const paths = listed.flat().filter((path) => path.endsWith(".md"));
  return await Promise.all(
    paths.sort().map(async (path) => ({ path, text: await readFile(join(root, path), "utf8") })),
  );
}

/** The fenced blocks of a page, in order. */
export function codeBlocks({ path, text }: Document): CodeBlock[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ index, 1: language = "", 2: code = "" }) => ({
      path,
      line: text.slice(0, index).split("\n").length + 1,
      language,
      text: code,
    }),
  );
}
