import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SqliteSync } from "./sqlite-sync.ts";

test("reach() resolves for all who ask, and close() does what was asked before", async () => {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-sync-"));
  const path = join(directory, "file");
  await writeFile(path, "committed");
  const sync = new SqliteSync(path);
  const reached: number[] = [];
  const ask = async (n: number) => {
    await sync.reach();
    reached.push(n);
  };
  const asked = [ask(0), ask(1), ask(2)];
  await sync.close();
  expect(reached).toEqual([0, 1, 2]);
  await Promise.all(asked);
  await rm(directory, { recursive: true });
});

test("reach() of who asks during a sync waits for another one, which all of them share", async () => {
  const begun: PromiseWithResolvers<void>[] = [];
  const sync = new SqliteSync("/dev/null", {
    sync: () => {
      begun.push(Promise.withResolvers());
      return begun.at(-1)?.promise ?? Promise.reject();
    },
  });
  const reached: string[] = [];
  const ask = async (name: string) => {
    await sync.reach();
    reached.push(name);
  };
  const first = ask("first");
  const later = [ask("second"), ask("third")];
  begun[0]?.resolve();
  await first;
  expect(reached).toEqual(["first"]);
  begun[1]?.resolve();
  await Promise.all(later);
  expect(begun).toHaveLength(2);
});

test.skipIf(process.platform !== "linux")(
  "reach() rejects for all who ask where the disk fails, each time (skipped but on Linux: where /dev/null cannot be synced)",
  async () => {
    const sync = new SqliteSync("/dev/null");
    for (const _ of [1, 2]) {
      const told = await Promise.allSettled([sync.reach(), sync.reach()]);
      expect(told).toMatchObject([{ reason: { code: "EINVAL" } }, { reason: { code: "EINVAL" } }]);
    }
    await sync.close();
  },
);
