/** The result of a stage on disk, under its key: the files it wrote and, in stage.json, what it returned. */
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunEvent, StageName } from "../core/progress.ts";
import { writeDirectory } from "../io/files.ts";

export type Warning = Extract<RunEvent, { kind: "warning" }>;

export interface Snapshot<T> {
  readonly stage: StageName;
  readonly key: string;
  readonly result: T;
  readonly warnings: readonly Warning[];
  /** Sizes in bytes of the files beside stage.json. */
  readonly files: Readonly<Record<string, number>>;
}

const resultFile = "stage.json";

/** The snapshot in `directory`; null where there is none, or where it is not whole. */
export async function readSnapshot<T>(directory: string, key: string): Promise<Snapshot<T> | null> {
  const text = await readFile(join(directory, resultFile), "utf8").catch(() => null);
  if (text === null) return null;
  const snapshot = parse<T>(text);
  if (snapshot?.key !== key) return null;
  const whole = await Promise.all(
    Object.entries(snapshot.files).map(
      async ([name, bytes]) => (await sizeOf(join(directory, name))) === bytes,
    ),
  );
  return whole.every(Boolean) ? snapshot : null;
}

/** What a stage made: its result, and what it warned of meanwhile. */
export interface Work<T> {
  readonly result: T;
  readonly warnings: readonly Warning[];
}

/**
 * Makes the snapshot `directory` whole or not at all; what stood there broken is replaced. Where another run made it
 * meanwhile, that one stays and is returned.
 */
export async function writeSnapshot<T>(
  directory: string,
  identity: { readonly stage: StageName; readonly key: string },
  work: (directory: string) => Promise<Work<T>>,
): Promise<Snapshot<T>> {
  if ((await readSnapshot(directory, identity.key)) === null)
    await rm(directory, { recursive: true, force: true });
  const text = await writeDirectory(directory, async (aside) => {
    const made = await work(aside);
    const snapshot = { ...identity, ...made, files: await sizesIn(aside) };
    await writeFile(join(aside, resultFile), JSON.stringify(snapshot, null, 1));
    return JSON.stringify(snapshot);
  });
  return (await readSnapshot<T>(directory, identity.key)) ?? (JSON.parse(text) as Snapshot<T>);
}

function parse<T>(text: string): Snapshot<T> | null {
  try {
    return JSON.parse(text) as Snapshot<T>;
  } catch {
    return null; // damaged: the stage runs again
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

async function sizesIn(directory: string): Promise<Record<string, number>> {
  const names = (await readdir(directory)).sort();
  const sizes = await Promise.all(names.map(async (name) => [name, await sizeOf(join(directory, name))]));
  return Object.fromEntries(sizes);
}
