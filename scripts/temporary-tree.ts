/** A small repository in a temporary folder, for tests of the checks. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface TemporaryTree extends AsyncDisposable {
  readonly root: string;
}

/** Writes `files` (path → text) and a tsconfig.json that takes them all; disposing removes the folder. */
export async function temporaryTree(files: Readonly<Record<string, string>>): Promise<TemporaryTree> {
  const root = await mkdtemp(join(tmpdir(), "airworthy-tree-"));
  const config = { compilerOptions: { module: "nodenext", noEmit: true, types: [] }, include: ["**/*.ts"] };
  for (const [path, text] of Object.entries({ "tsconfig.json": JSON.stringify(config), ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}
