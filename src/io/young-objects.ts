/** V8's collector of young objects, where its own choice of when and how is not ours. */
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { readonly type: "minor" }) => void;

let collect: Collect | undefined;

/**
 * Collects what was made of late and is not held any more, in a fifth of a millisecond; what that held is given back after.
 * Memory of the engine's is given back when the collector finds the object that held it, and the collector sees only how
 * small that object is: a gigabyte would wait for a few hundred of them. V8 has no call for it but the one that it keeps
 * behind a flag, which is put back at once.
 */
export function collectYoung(): void {
  collect ??= findCollector();
  collect({ type: "minor" });
}

function findCollector(): Collect {
  setFlagsFromString("--expose-gc");
  const found: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return typeof found === "function" ? (found as Collect) : () => {}; // memory is given back later then
}

/** Room for young objects from which on it grows no more. */
const enoughBytes = 8 << 20;

/**
 * Keeps collections of young objects short in all threads of the process, until the result is called. V8 lets their room
 * grow up to 64 MB and goes through it with helper threads, which the thread waits for that answers requests: where cores
 * are busy, for tens of milliseconds. Alone and through less, it takes two. What room there is already is not taken away;
 * V8 does so where little happens, so that it may have to grow again.
 */
export function keepCollectionsShort(): () => void {
  boundRoom();
  const collections = new PerformanceObserver(boundRoom); // it grows by one step in each, and another may have ended its own
  collections.observe({ entryTypes: ["gc"] });
  return () => {
    collections.disconnect();
    setFlagsFromString("--semi-space-growth-factor=2");
    setFlagsFromString("--parallel-scavenge");
  };
}

function boundRoom(): void {
  setFlagsFromString("--no-parallel-scavenge");
  setFlagsFromString(`--semi-space-growth-factor=${roomBytes() < enoughBytes ? 2 : 1}`);
}

/** Room for young objects in this thread; as much again is kept for copies of what lives on. */
export function roomBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  return (space?.space_size ?? 0) / 2;
}
