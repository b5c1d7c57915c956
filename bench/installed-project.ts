/** The clicks example as a user has it: the built package, its dependencies linked, and a project beside it. */
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { clicksCsv } from "../examples/clicks/generate.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface InstalledProject extends AsyncDisposable {
  readonly directory: string;
  /** The path of the command. */
  readonly command: string;
}

/** Makes both in a temporary folder, which goes with it; no run was made yet. */
export async function installedProject(): Promise<InstalledProject> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
  const dispose = () => rm(directory, { recursive: true, force: true });
  try {
    const command = await install(join(directory, "installed"));
    await mkdir(join(directory, "data"));
    await writeFile(join(directory, "data/clicks.csv"), clicksCsv());
    await copyFile(join(root, "examples/clicks/airworthy.config.ts"), join(directory, "airworthy.config.ts"));
    return { directory, command, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    await dispose();
    throw cause;
  }
}

/** Lays the package out as npm would, built, its dependencies linked; returns the path of the command. */
async function install(directory: string): Promise<string> {
  await promisify(execFile)("tsc", ["-p", "tsconfig.build.json", "--outDir", join(directory, "dist")], {
    cwd: root,
  });
  for (const name of ["bin", "templates", "package.json"]) {
    await cp(join(root, name), join(directory, name), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(directory, "node_modules"));
  return join(directory, "bin/airworthy.js");
}
