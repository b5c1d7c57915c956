import { expect, test } from "vitest";
import { lookAgain } from "./look-again.ts";

const soon = { interval: 1, timeout: 5_000 };

test("lookAgain() tells of the first failure in a row, and of the next one after a success", async () => {
  const outcomes = [false, false, true, false, false];
  const troubles: unknown[] = [];
  let looks = 0;
  const look = async () => {
    looks += 1;
    if (outcomes[looks - 1] !== true) throw new Error(`look ${looks}`);
  };
  const stop = lookAgain(look, { everyMs: 1, onTrouble: (cause) => void troubles.push(cause) });
  await expect.poll(() => looks, soon).toBeGreaterThanOrEqual(outcomes.length);
  await stop();
  expect(troubles).toEqual([new Error("look 1"), new Error("look 4")]);
});

test("lookAgain() looks once at a time; its stop waits for the look under way, and none comes after it", async () => {
  let [looks, ended, atOnce, most] = [0, 0, 0, 0];
  const look = async () => {
    looks += 1;
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 10));
    atOnce -= 1;
    ended += 1;
  };
  const stop = lookAgain(look, { everyMs: 1, onTrouble: () => undefined });
  await expect.poll(() => looks, soon).toBeGreaterThanOrEqual(3);
  await stop();
  expect([atOnce, most, ended]).toEqual([0, 1, looks]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ended).toBe(looks);
});

test("lookAgain() that is stopped before its next look makes none", async () => {
  let looks = 0;
  const look = async () => {
    looks += 1;
  };
  await lookAgain(look, { everyMs: 600_000, onTrouble: () => undefined })();
  expect(looks).toBe(0);
});
