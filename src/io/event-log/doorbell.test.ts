import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { newDoorbell, ring, ringsOf, sleepUntilRung } from "./doorbell.ts";

const sleeper = `
  import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
  const { ringsOf, sleepUntilRung } = await import(workerData.module);
  for (let heard = 0, last; last !== "end"; ) {
    sleepUntilRung(workerData.bell, heard);
    heard = ringsOf(workerData.bell);
    for (const next = () => (last = receiveMessageOnPort(parentPort)?.message); next() !== undefined && last !== "end"; )
      parentPort.postMessage(last);
  }`;

test("ring() wakes who sleeps, after each message", async () => {
  const bell = newDoorbell();
  const module = new URL("./doorbell.ts", import.meta.url).href;
  const script = new URL(`data:text/javascript,${encodeURIComponent(sleeper)}`);
  const worker = new Worker(script, { workerData: { bell, module } });
  for (const message of ["one", "two", "three"]) {
    worker.postMessage(message);
    ring(bell);
    expect(await once(worker, "message")).toEqual([message]);
  }
  worker.postMessage("end");
  ring(bell);
  await once(worker, "exit");
  expect(ringsOf(bell)).toBe(4);
});

test("sleepUntilRung() does not sleep where it was rung since", () => {
  const bell = newDoorbell();
  const heard = ringsOf(bell);
  ring(bell);
  sleepUntilRung(bell, heard); // would never return
  expect(ringsOf(bell)).not.toBe(heard);
});
