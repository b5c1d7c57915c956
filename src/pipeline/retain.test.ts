import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../test/packages/fixture.ts";
import { resolveRetention } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { removalsOf, retentionState, takeLease } from "../io/store/index.ts";
import { retain } from "./retain.ts";
import { retainNow, retainWhenDue } from "./retain-when-due.ts";
import { type WatchedProject, watchedProject } from "./watched-project.test.helper.ts";

const script = fileURLToPath(new URL("./retain.test-support.ts", import.meta.url));
const day = 86_400_000;
const [old, fresh] = [4_000, 50];

let fixture: Fixture;
let project: WatchedProject;
beforeAll(async () => {
  fixture = await packageFixture({ hidden: [4] });
  project = await watchedProject(fixture, "retained");
  const now = Date.now();
  for (const [kind, count, at] of [
    ["old", old, now - 100 * day],
    ["new", fresh, now],
  ] as const) {
    const entries = Array.from({ length: count }, (_, index) => ({
      ...({ kind: "event", id: `${kind} ${index}`, entity: `user${index % 40}`, time: at * 1_000 } as const),
      body: JSON.stringify({
        event_id: `${kind} ${index}`,
        user_id: `user${index % 40}`,
        ts: new Date(at).toISOString(),
        device: "phone",
        clicks: 1,
      }),
    }));
    await project.log.append(entries, { seen: Number.MAX_SAFE_INTEGER, now: at });
  }
});
afterAll(async () => {
  await project.log[Symbol.asyncDispose]();
  await project.store[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

const definition = () => ({
  ...project.input.definition,
  retention: { ...resolveRetention({ unlearned: "remove" }), eventsMs: 60 * day },
});
const input = () => ({
  ...project.input,
  definition: definition(),
  place: project.input.workspace.storePath,
});
const options = () => ({ signal: new AbortController().signal });

async function ids(): Promise<readonly (string | null)[]> {
  return (await project.store.db.selectFrom("events").select("id").orderBy("seq").execute()).map(
    ({ id }) => id,
  );
}
const isNew = (id: string | null) => id?.startsWith("new") === true;

test("retain() that is killed in the middle has removed nothing else, and the next one goes on", async () => {
  const child = fork(script, { stdio: "inherit" });
  child.send({ definition: definition(), directory: project.directory });
  await expect
    .poll(async () => (await ids()).length, { timeout: 30_000, interval: 5 })
    .toBeLessThan(old + fresh);
  child.kill("SIGKILL");
  await once(child, "exit");
  const left = await ids();
  const gone = old + fresh - left.length;
  expect(left.slice(0, old - gone)).toEqual(
    Array.from({ length: old - gone }, (_, index) => `old ${gone + index}`),
  );
  expect(left.filter(isNew)).toHaveLength(fresh);
  expect((await retentionState(project.store)).doneAt).toBeNull();
  const found = await retain(input(), options());
  expect(found.tables.find(({ table }) => table === "events")).toMatchObject({
    rows: old - gone,
    heldBack: null,
  });
  expect((await ids()).every(isNew)).toBe(true);
  expect(await ids()).toHaveLength(fresh);
  expect((await removalsOf(project.store, ["user0", "user39", "user40"])).size).toBe(2);
});

test("retainWhenDue() removes once an hour, and leaves it to whoever is at it", async () => {
  const { store } = project;
  const { doneAt } = await retentionState(store);
  const at = (ms: number) => ({ ...options(), now: () => (doneAt ?? 0) + ms });
  expect(await retainWhenDue(input(), at(1_000))).toBeNull();
  const both = await Promise.all([
    retainWhenDue(input(), at(3_600_000)),
    retainWhenDue(input(), at(3_600_000)),
  ]);
  expect(both.filter((one) => one !== null)).toHaveLength(1);
  const name = `retention of ${definition().name}`;
  await takeLease(store, { name, holder: "another", lastsMs: 60_000, now: Date.now() });
  await expect(retainNow(input(), options())).rejects.toMatchObject({ code: "JOB_UNDER_WAY" });
  const later = { ...options(), now: () => Date.now() + 61_000 };
  expect((await retainNow(input(), later)).isDryRun).toBe(false); // the other let it run out
});

test("retain() stops when it is told to", async () => {
  const stopped = retain(input(), { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toBeInstanceOf(AirworthyError);
  await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
});
