/**
 * What makes commits to SQLite durable: one wait for the disk for all that were made before it, beside those that are
 * made meanwhile. SQLite itself would wait inside each commit, which holds the writers' lock, and by `fsync`, which
 * writes the file's times too: on a journaled disk that is a second write, and it waits for what others wrote.
 *
 * With `synchronous = NORMAL` SQLite still syncs whatever its file depends on: the write-ahead log before a checkpoint
 * and where it begins anew, and the file after one. It only leaves open how many of the last commits outlive a power
 * failure. They do so from the first on up to one that is damaged, for each frame's checksum contains those before it. So
 * once the write-ahead log is synced after a commit, that commit is safe with all that it was decided on, whoever wrote
 * that; what was moved into the file meanwhile was synced there. The death of a process takes nothing that was committed.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync } from "node:fs";
import { promisify } from "node:util";

export interface SqliteSyncOptions {
  /** What writes a file's data to the disk; `fdatasync` unless told. */
  readonly sync?: (file: number) => Promise<void>;
}

export class SqliteSync {
  readonly #file: number;
  readonly #sync: (file: number) => Promise<void>;
  #asked = 0;
  #done = 0;
  #underWay: Promise<void> | null = null;

  /** `path` is the write-ahead log of a database that stays open as long as this. */
  constructor(path: string, { sync = promisify(fdatasync) }: SqliteSyncOptions = {}) {
    this.#file = openSync(path, "r+");
    this.#sync = sync;
  }

  /** Resolves when everything that was committed before the call is on the disk; rejects where the disk fails. */
  async reach(): Promise<void> {
    const asked = ++this.#asked;
    while (asked > this.#done) {
      this.#underWay ??= this.#syncAll();
      await this.#underWay;
    }
  }

  /** Whether nobody waits for the disk. */
  get isIdle(): boolean {
    return this.#underWay === null;
  }

  /** As `reach`, and this thread waits: the way to another one and back may take as long as the disk. Only where it is idle. */
  reachHere(): void {
    this.#asked += 1;
    fdatasyncSync(this.#file);
    this.#done = this.#asked;
  }

  /** After all that was asked. */
  async close(): Promise<void> {
    await Promise.allSettled([this.reach()]);
    closeSync(this.#file);
  }

  async #syncAll(): Promise<void> {
    const covered = this.#asked;
    try {
      await this.#sync(this.#file);
      this.#done = covered;
    } finally {
      this.#underWay = null;
    }
  }
}
