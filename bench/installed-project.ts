/** The clicks example as a user has it: the built package, its dependencies linked, and a project beside it. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clicksCsv } from "../examples/clicks/generate.ts";
import { layOutPackage } from "../scripts/lay-out-package.ts";

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
    const command = await layOutPackage(join(directory, "installed"));
    await mkdir(join(directory, "data"));
    await writeFile(join(directory, "data/clicks.csv"), clicksCsv());
    await copyFile(join(root, "examples/clicks/airworthy.config.ts"), join(directory, "airworthy.config.ts"));
    return { directory, command, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    await dispose();
    throw cause;
  }
}
