/** Nothing is half-written: write aside, fsync, rename. */
import { randomUUID } from "node:crypto";
import { copyFile, mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AirworthyError } from "../core/error.ts";
import { asideName } from "./aside.ts";

/**
 * Makes the directory `target` whole or not at all: `write` fills a directory beside it, which is synced and renamed.
 * Where `target` exists already, it stays and what was written is discarded. DISK_UNUSABLE where it cannot be written.
 */
export async function writeDirectory<T>(
  target: string,
  write: (directory: string) => Promise<T>,
): Promise<T> {
  const aside = await makeAside(target);
  try {
    const result = await write(aside);
    await syncDirectory(aside);
    await renameUnlessThere(aside, target);
    await syncPath(dirname(target));
    return result;
  } catch (cause) {
    throw diskFailure(cause, target);
  } finally {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Makes the file `target` whole or not at all, replacing what was there. */
export async function writeFileWhole(
  target: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  await makeFileWhole(target, async (aside) => {
    const file = await open(aside, "w", mode);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  });
}

/** Copies `source` to the file `target`, whole or not at all, replacing what was there. */
export async function copyFileWhole(source: string, target: string): Promise<void> {
  await makeFileWhole(target, (aside) => copyFile(source, aside));
}

/** Makes the file `target` whole or not at all, replacing what was there: `write` makes a file beside it. */
export async function makeFileWhole(target: string, write: (aside: string) => Promise<void>): Promise<void> {
  const aside = join(dirname(target), asideName(`${basename(target)}-${randomUUID()}`));
  try {
    await mkdir(dirname(target), { recursive: true });
    await write(aside);
    await syncPath(aside);
    await rename(aside, target);
    await syncPath(dirname(target));
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw diskFailure(cause, target);
  }
}

async function makeAside(target: string): Promise<string> {
  try {
    await mkdir(dirname(target), { recursive: true });
    return await mkdtemp(join(dirname(target), asideName(`${basename(target)}-`)));
  } catch (cause) {
    throw diskFailure(cause, target);
  }
}

async function renameUnlessThere(aside: string, target: string): Promise<void> {
  try {
    await rename(aside, target);
  } catch (cause) {
    if (!isNodeError(cause) || !["ENOTEMPTY", "EEXIST"].includes(cause.code ?? "")) throw cause;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) await syncPath(join(entry.parentPath, entry.name));
  }
  await syncPath(directory);
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const diskCodes = ["ENOSPC", "EROFS", "EACCES", "EPERM", "EDQUOT", "EIO", "ENOTDIR", "EISDIR", "EEXIST"];

/** The failure of a write as DISK_UNUSABLE where the disk is the reason; otherwise the cause as it is. */
export function diskFailure(cause: unknown, target: string): unknown {
  if (!isNodeError(cause) || !diskCodes.includes(cause.code ?? "")) return cause;
  return new AirworthyError("DISK_UNUSABLE", `Cannot write ${target}: ${cause.message}`, {
    cause,
    details: { path: target },
  });
}

function isNodeError(value: unknown): value is NodeJS.ErrnoException {
  return value instanceof Error && "code" in value;
}
