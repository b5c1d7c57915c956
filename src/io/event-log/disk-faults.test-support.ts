/** What a log in a file does while its disk is full or read-only, or another writer does not let go. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, open as openFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext } from "vitest";
import { openStore } from "../store/index.ts";
import { loadSqlite } from "../store/load-sqlite.ts";
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
