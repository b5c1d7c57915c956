/** `npm run docs`: writes the pages of docs/ that are generated from the code's own tables. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "./check.ts";
import { generatedPages } from "./generated-pages.ts";

for (const [path, text] of Object.entries(await generatedPages(repositoryRoot))) {
  await writeFile(join(repositoryRoot, path), text);
}
