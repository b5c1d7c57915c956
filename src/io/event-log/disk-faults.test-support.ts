/** What a log in a file does while its disk is full or read-only, or another writer does not let go. */
import { execFileSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, open as openFile, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext } from "vitest";
import { openStore } from "../store/index.ts";
import { loadSqlite } from "../store/load-sqlite.ts";
import { script as appender } from "./appender.test-support.ts";
import { all, event, put } from "./entries.test-support.ts";
import { openEventLog } from "./index.ts";
import { SqliteEventLog } from "./sqlite-event-log.ts";

interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  remount(mode: "ro" | "rw"): void;
}

const isRoot = process.getuid?.() === 0;

/** A disk of four megabytes; skips the test where this machine does not let us make one. */
async function mountDisk({ skip }: TestContext): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), "airworthy-disk-"));
  try {
    if (!isRoot) throw new Error("only root may mount a disk");
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", path], { stdio: "pipe" });
  } catch (cause) {
    await rm(path, { recursive: true });
    skip(`no small disk: ${cause instanceof Error ? cause.message : cause}`);
  }
  return {
    path,
    remount: (mode) => execFileSync("mount", ["-o", `remount,${mode}`, path]),
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [path]);
      await rm(path, { recursive: true });
    },
  };
}

async function fill(path: string): Promise<void> {
  await using file = await openFile(path, "w");
  const chunk = Buffer.alloc(4_096, 1);
  try {
    for (;;) await file.write(chunk);
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "ENOSPC") throw cause;
  }
}

function big(id: string) {
  return { ...event(id, "u"), body: JSON.stringify({ text: "x".repeat(20_000) }) };
}

/**
 * Lets the appender append five groups while the third sync of a file in a thread fails, and skips the test where this
 * machine cannot make it: what the appender printed, and the syncs of all its threads. Two threads sync, as it comes
 * (the log's where it is idle, else libuv's), so one of them does so three times.
 */
async function appendWithFault(directory: string, { skip }: TestContext) {
  const trace = join(directory, "trace");
  const fault = ["-f", "-y", "-o", trace, "-e", "trace=fsync,fdatasync"];
  fault.push("-e", "inject=fdatasync:error=EIO:when=3");
  try {
    execFileSync("strace", [...fault, "true"], { stdio: "pipe" });
  } catch (cause) {
    skip(`no strace: ${cause instanceof Error ? cause.message : cause}`);
  }
  const command = [...fault, process.execPath, appender, join(directory, "store.sqlite"), "a", "5"];
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" }; // strace counts in each thread
  return {
    told: execFileSync("strace", command, { env, encoding: "utf8" }),
    syncs: await readFile(trace, "utf8"),
  };
}

const nothing = { after: 0, cold: [], plan: "p" };

export const diskFaults: Readonly<Record<string, (context: TestContext) => Promise<void>>> = {
  "append() says that the disk is full, keeps what it told, and goes on when there is room": async (
    context,
  ) => {
    await using disk = await mountDisk(context);
    await using log = await openEventLog(join(disk.path, "store.sqlite"));
    await put(log, [event("first", "u")]);
    const filler = join(disk.path, "filler");
    await fill(filler);
    const told: string[] = [];
    const appendUntilFull = async () => {
      for (let n = 0; ; n++) {
        await put(log, [event(`before-${n}`, "u"), big(`big-${n}`)]);
        told.push(`before-${n}`, `big-${n}`);
      }
    };
    await expect(appendUntilFull()).rejects.toMatchObject({ code: "DISK_UNUSABLE" });
    await rm(filler);
    await put(log, [event("after", "u"), big("big")]);
    const { facts, upTo } = await log.read(nothing);
    expect(facts?.map((fact) => fact.kind === "event" && fact.id)).toEqual([
      "first",
      ...told,
      "after",
      "big",
    ]);
    expect(upTo).toBe(told.length + 3);
  },

  "append() says that the disk is read-only, and goes on when it is not": async (context) => {
    await using disk = await mountDisk(context);
    const path = join(disk.path, "store.sqlite");
    await (await openStore(path))[Symbol.asyncDispose]();
    await using log = new SqliteEventLog(path); // a disk with a file that is open cannot be made read-only
    disk.remount("ro");
    await expect(openEventLog(path)).rejects.toMatchObject({ code: expect.stringMatching(/_UNUSABLE$/) });
    for (const refused of [put(log, [event("a", "u")]), log.saveSnapshots("p", []), log.read(nothing)])
      await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/^(DISK|STORE)_UNUSABLE$/) });
    disk.remount("rw");
    expect(await put(log, [event("a", "u")])).toMatchObject({ first: 1 });
  },

  "append() says that the file may not be written, and goes on when it may": async ({ skip }) => {
    if (isRoot) skip("root may write every file");
    const directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
    const path = join(directory, "store.sqlite");
    await using log = await openEventLog(path);
    await chmod(path, 0o444);
    await expect(put(log, [event("a", "u")])).rejects.toMatchObject({ code: "DISK_UNUSABLE" });
    await chmod(path, 0o644);
    expect(await put(log, [event("a", "u")])).toMatchObject({ first: 1 });
    await rm(directory, { recursive: true });
  },

  "append() waits for another writer, and says so where that takes too long": async () => {
    const directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
    const path = join(directory, "store.sqlite");
    await (await openStore(path))[Symbol.asyncDispose]();
    await using patient = new SqliteEventLog(path);
    await using hasty = new SqliteEventLog(path, { lockWaitMs: 30 });
    await Promise.all([patient.read(nothing), hasty.read(nothing)]); // opened: a first connection waits for the lock too

    const { DatabaseSync } = loadSqlite();
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const waiting = put(patient, [event("a", "u")]);
    await expect(put(hasty, [event("b", "u")])).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    expect((await hasty.read(nothing)).upTo).toBe(0);
    other.exec("COMMIT");
    other.close();
    expect(await waiting).toMatchObject({ first: 1 });
    expect(await put(hasty, [event("b", "u")])).toMatchObject({ first: 2 });
    await rm(directory, { recursive: true });
  },

  "append() is answered when the disk has it, and not where the disk fails; asked again, it is there": async (
    context,
  ) => {
    const directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
    {
      await using _ = await openStore(join(directory, "store.sqlite")); // who closes last would sync the file
      const { told, syncs } = await appendWithFault(directory, context);
      const each = [1, 3, 6, 10, 15].map((first, n) => `${n} (${first}|repeated)\n`).join("");
      expect(told).toMatch(new RegExp(`^${each}$`));
      expect(told).toContain("repeated");
      // That a later sync of the same file succeeds says nothing of what the failed one left out.
      expect(syncs.split("INJECTED")[1]).toMatch(/ fsync\(\d+<[^>]*store\.sqlite>\) += 0/);
    }
    await rm(directory, { recursive: true });
  },

  "read() first moves into the file what one that was killed had committed: the disk may have failed to take it":
    async () => {
      const directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
      const path = join(directory, "store.sqlite");
      const inFileAlone = async () => {
        const copy = join(directory, "copy.sqlite");
        await copyFile(path, copy); // without the write-ahead log
        const { DatabaseSync } = loadSqlite();
        using database = new DatabaseSync(copy);
        const ids = database.prepare("SELECT id FROM events ORDER BY seq").all();
        return ids.map(({ id }) => id);
      };
      {
        await using _ = await openStore(path); // who closes last would move it
        execFileSync(process.execPath, [appender, path, "a", "3"]);
        expect(await inFileAlone()).toEqual([]);
        await using log = new SqliteEventLog(path);
        const { facts } = await log.read(nothing);
        const ids = facts?.map((fact) => fact.kind === "event" && fact.id);
        expect(ids?.length).toBeGreaterThan(0);
        expect(await inFileAlone()).toEqual(ids);
      }
      await rm(directory, { recursive: true });
    },

  "append() makes no store where there was none, and does not fail for ever": async () => {
    const directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
    const path = join(directory, "deep", "store.sqlite");
    await using log = new SqliteEventLog(path);
    await expect(put(log, [event("a", "u")])).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    await mkdir(join(directory, "deep"));
    await expect(log.append([event("a", "u")], { seen: all, now: 1 })).rejects.toMatchObject({
      code: "STORE_UNUSABLE",
    });
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
    await (await openStore(path))[Symbol.asyncDispose]();
    expect(await put(log, [event("a", "u")])).toMatchObject({ first: 1 });
    await rm(directory, { recursive: true });
  },
};
