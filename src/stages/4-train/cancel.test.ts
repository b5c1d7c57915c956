import { afterAll, expect, test } from "vitest";
import { boolean, number } from "../../core/column.ts";
import { define, openScene } from "./scene.test.helper.ts";

const scene = await openScene();
afterAll(() => scene[Symbol.asyncDispose]());

const threads = () =>
  process.getActiveResourcesInfo().filter((name) => name === "Worker" || name === "MessagePort").length;

test("train() that is stopped in the middle ends with CANCELLED, leaves no thread and an engine that works", async () => {
  await scene.tables(
    `SELECT (hash(i) % 100) / 10.0 AS x, hash(i) % 3 = 0 AS _aw_label FROM range(20000) AS r(i)`,
    2_000,
  );
  const before = threads();
  const endless = define({ x: number() }, boolean(), { hidden: [64, 64], epochs: 1_000_000 });
  const running = scene.train(endless);
  const found = expect(running).rejects.toMatchObject({ code: "CANCELLED" });
  while (!scene.events.some(({ kind }) => kind === "epochFinished"))
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(threads()).toBeGreaterThan(before);
  scene.abort.abort();
  await found;
  expect(threads()).toBe(before);
  expect(await scene.engine.all("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});
