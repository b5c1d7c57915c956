/** Files that a source names: found, readable, in name order, and hashed. */
import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { access, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { AirworthyError } from "../core/error.ts";
import { openEngine, quoteText } from "./engine.ts";

/** The absolute paths that `paths` (files or globs, relative to `base`) name; SOURCE_UNREADABLE where one is not. */
export async function findSourceFiles(
  paths: readonly string[],
  { base }: { readonly base: string },
): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) found.push(...(await expand(isAbsolute(path) ? path : join(base, path))));
  if (found.length === 0)
    throw new AirworthyError("SOURCE_UNREADABLE", "Cannot read the source: it names no file.");
  for (const path of found) await checkReadable(path);
  return [...new Set(found)];
}

async function expand(path: string): Promise<string[]> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (exists || !/[*?[]/.test(path)) return [path];
  using engine = await openEngine({ threads: 1 }); // opened for a glob alone: a run that reuses all needs no other
  const rows = await engine.all(`SELECT file FROM glob(${quoteText(path)})`);
  if (rows.length === 0) {
    throw new AirworthyError("SOURCE_UNREADABLE", `Cannot read '${path}': no file matches it.`, {
      details: { path },
    });
  }
  return rows.map(({ file }) => String(file)).sort();
}

const causes: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "there is no right to read it",
  EPERM: "there is no right to read it",
  ENOTDIR: "a part of the path is not a folder",
};

async function checkReadable(path: string): Promise<void> {
  try {
    const entry = await stat(path);
    if (!entry.isFile()) throw unreadable(path, "it is not a file");
    await access(path, constants.R_OK);
  } catch (cause) {
    if (cause instanceof AirworthyError) throw cause;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw unreadable(path, causes[code] ?? String(cause), cause);
  }
}

function unreadable(path: string, why: string, cause?: unknown): AirworthyError {
  return new AirworthyError("SOURCE_UNREADABLE", `Cannot read '${path}': ${why}.`, {
    cause,
    details: { path },
  });
}

export interface HashFileOptions {
  /** Of the run, and of it alone. */
  readonly signal: AbortSignal;
}

const hashesByRun = new WeakMap<AbortSignal, Map<string, Promise<string>>>();

/** The SHA-256 of a file's bytes in hexadecimal digits; within one run an unchanged file is read once. */
export async function hashFile(path: string, { signal }: HashFileOptions): Promise<string> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  const known = hashesByRun.get(signal) ?? new Map<string, Promise<string>>();
  hashesByRun.set(signal, known);
  const key = `${size} ${mtimeNs} ${path}`;
  const hash = known.get(key) ?? readHash(path, signal);
  known.set(key, hash);
  hash.catch(() => known.delete(key));
  return await hash;
}

async function readHash(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  } catch (cause) {
    if (signal.aborted) throw new AirworthyError("CANCELLED", `Stopped on request while reading '${path}'.`);
    throw unreadable(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  return hash.digest("hex");
}
