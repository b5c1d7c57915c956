/** The package as npm would install it: built, its dependencies linked. */
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { buildPackage } from "./build-package.ts";
import { repositoryRoot } from "./check.ts";

/** Lays it out in `directory`; returns the path of its command. */
export async function layOutPackage(directory: string): Promise<string> {
  await buildPackage({ out: join(directory, "dist") });
  for (const name of ["bin", "templates", "package.json"])
    await cp(join(repositoryRoot, name), join(directory, name), { recursive: true });
  await symlink(join(repositoryRoot, "node_modules"), join(directory, "node_modules"));
  return join(directory, "bin/airworthy.js");
}
