import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { event, put } from "./entries.test-support.ts";
import { openEventLog } from "./index.ts";

const megabyte = 2 ** 20;

test("the write-ahead log begins anew under load, and what it held is in the file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
  try {
    const path = join(directory, "store.sqlite");
    await using log = await openEventLog(path);
    const body = JSON.stringify({ text: "x".repeat(8_000) });
    let [written, ahead] = [0, 0];
    // SQLite by itself would let it grow to 128 megabytes first.
    for (let append = 0; append < 75 && written <= 1.5 * ahead; append += 1) {
      const rows = Array.from({ length: 200 }, (_, row) => event(`${append}-${row}`, `u${row}`));
      await put(
        log,
        rows.map((row) => ({ ...row, body })),
      );
      written += rows.length * body.length;
      ahead = (await stat(`${path}-wal`)).size;
    }
    expect(written).toBeGreaterThan(1.5 * ahead);
    expect((await stat(path)).size).toBeGreaterThan(16 * megabyte);
  } finally {
    await rm(directory, { recursive: true });
  }
});
