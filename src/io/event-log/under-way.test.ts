import { expect, test } from "vitest";
import { UnderWay } from "./under-way.ts";

test("ended() resolves after all that were added, whichever of them ends last", async () => {
  const works = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const underWay = new UnderWay();
  for (const { promise } of works) underWay.add(promise);
  let hasEnded = false;
  const ended = underWay.ended().then(() => {
    hasEnded = true;
  });
  for (const work of works.toReversed()) {
    await new Promise(setImmediate);
    expect(hasEnded).toBe(false);
    work.resolve();
  }
  await ended;
});

test("ended() holds nothing of what has ended", async () => {
  const underWay = new UnderWay();
  for (let commit = 0; commit < 1_000; commit += 1) underWay.add(Promise.resolve());
  expect(await underWay.ended()).toBeUndefined();
});
