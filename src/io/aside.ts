/** Names of what is being written aside: they tell host and process, so that what a kill left behind can be found. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hostTag, isPidAlive } from "./process-identity.ts";

const prefix = ".aside-";
const oldAfterMs = 7 * 86_400_000;

/** The name under which this process writes `name` aside. */
export function asideName(name: string): string {
  return `${prefix}${hostTag()}-${process.pid}-${name}`;
}

/** Removes what dead processes wrote aside in `directory`, and what other hosts did not finish in a week. */
export async function sweepAside(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    if (name.startsWith(prefix) && (await isStale(name, path))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

async function isStale(name: string, path: string): Promise<boolean> {
  const [, host, pid] = /^\.aside-([0-9a-f]{8})-(\d+)-/.exec(name) ?? [];
  if (host === hostTag()) return !isPidAlive(Number(pid));
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > oldAfterMs;
}
