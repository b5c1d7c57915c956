import { expect, test } from "vitest";
import { busyModel } from "../../../../test/serve/small-models.ts";
import { prepareThread, takeThread } from "./spare-thread.ts";

test("takeThread() gives the thread that was prepared, once, and a new one after it", async () => {
  prepareThread();
  prepareThread(); // there is one already
  const first = takeThread();
  const second = takeThread();
  expect(second).not.toBe(first);
  expect(second.threadId).toBe(first.threadId + 1);
  await Promise.all([first.terminate(), second.terminate()]);
});

test("a thread that was prepared opens what it is given then, or says why it cannot", async () => {
  const answers = async (bytes: Uint8Array) => {
    prepareThread();
    const thread = takeThread();
    const told = new Promise((resolve) => thread.once("message", resolve).once("error", resolve));
    thread.postMessage({ bytes, inputs: [], outputs: [] });
    return String(await told.finally(() => thread.terminate()));
  };
  expect(await answers(busyModel().bytes)).toBe("ready");
  expect(await answers(new Uint8Array([1]))).toMatch(/Cannot load a model/);
});
