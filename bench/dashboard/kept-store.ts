/**
 * A made store is kept in the system's folder for temporary files, so that what is measured on it can be run in parts: making
 * the large one takes longer than measuring. It holds for the day it was made on, as long as nothing that made it changes.
 */
import { createHash } from "node:crypto";
import { cp, glob, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLivedStore, type StoreSize } from "./lived-store.ts";

export interface KeptStore extends AsyncDisposable {
  /** A copy of its own of the project. */
  readonly directory: string;
  /** How long making it took, when it was made. */
  readonly madeMs: number;
}

const root = join(import.meta.dirname, "../..");
/** Milliseconds that making took. */
const tookFile = "took-ms.txt";
/** What says how a store is made, and what it looks like. */
const makers = [
  "bench/dashboard/{copy,lived}-store.ts",
  "src/io/store/**/*.ts",
  "templates/**/*.{ts,csv,json}",
];

/** A project of `size`, as it was made today or is made now. */
export async function keptStore(size: StoreSize): Promise<KeptStore> {
  const folder = join(tmpdir(), `airworthy-bench-store-${await keyOf(size)}`);
  const isKept = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!isKept) await makeAside(folder, size);
  const madeMs = Number(await readFile(join(folder, tookFile), "utf8"));
  const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-pages-"));
  await cp(folder, directory, { recursive: true });
  return { directory, madeMs, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
}

async function makeAside(folder: string, size: StoreSize): Promise<void> {
  const began = performance.now();
  const aside = `${folder}.${process.pid}`;
  try {
    await mkdir(aside);
    await makeLivedStore(aside, size);
    await writeFile(join(aside, tookFile), `${performance.now() - began}`);
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function keyOf(size: StoreSize): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([size, new Date().toISOString().slice(0, 10)]));
  const paths: string[] = [];
  for await (const path of glob(makers, { cwd: root })) paths.push(path);
  for (const path of paths.toSorted()) hash.update(path).update(await readFile(join(root, path)));
  return hash.digest("hex").slice(0, 16);
}
