/** PostgreSQL is read once a run: into a file that fingerprint and collect share and that goes when the run needs it no more. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresSource } from "../../core/definition/index.ts";
import { asideName } from "../../io/aside.ts";
import { diskFailure } from "../../io/files.ts";
import { copyFromPostgres } from "../../io/postgres-copy.ts";
import type { RunScope } from "../context.ts";

export interface Spool {
  readonly path: string;
  /** SHA-256 of the bytes that PostgreSQL sent. */
  readonly hash: string;
}

const spools = new WeakMap<AbortSignal, Map<string, Promise<Spool>>>();

/** The result of `source` as a CSV file; the same file for the same source until it is released. */
export function spoolPostgres(
  source: PostgresSource,
  projectDirectory: string,
  context: RunScope,
): Promise<Spool> {
  const held = spools.get(context.signal) ?? new Map<string, Promise<Spool>>();
  spools.set(context.signal, held);
  const key = createHash("sha256")
    .update(JSON.stringify([source.url, source.from, projectDirectory]))
    .digest("hex");
  const spool = held.get(key) ?? pull(source, projectDirectory, context);
  held.set(key, spool);
  spool.catch(() => held.delete(key));
  return spool;
}

async function pull(source: PostgresSource, projectDirectory: string, context: RunScope): Promise<Spool> {
  const directory = join(projectDirectory, ".airworthy");
  const path = join(directory, asideName(`${randomUUID()}.csv`)); // so that the next run sweeps what a kill left
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw diskFailure(cause, directory);
  }
  try {
    return { path, hash: await copyFromPostgres(source, { path, signal: context.signal }) };
  } catch (cause) {
    await rm(path, { force: true });
    throw cause;
  }
}

/** Deletes what was read from PostgreSQL for this run; call it when the run needs no source any more. */
export async function releaseSources(context: RunScope): Promise<void> {
  const held = spools.get(context.signal);
  spools.delete(context.signal);
  for (const spool of held?.values() ?? []) {
    const path = await spool.then(
      (done) => done.path,
      () => null,
    ); // one that failed has deleted its file itself
    if (path !== null) await rm(path, { force: true });
  }
}
