/**
 * Loaded before a server, into each of its threads (`--expose-gc --import`): on SIGUSR2 every thread collects its garbage,
 * and the bytes that all heaps still hold then are a line in the file that MEMORY_PROBE names.
 */
import { appendFileSync } from "node:fs";
import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";

/** What a thread holds: told when it begins, so that it is known of, and when it is asked. */
interface Note {
  readonly thread: number;
  readonly bytes: number;
}

const channel = new BroadcastChannel("memory-probe");

function note(): Note {
  for (let times = 0; times < 2; times += 1) globalThis.gc?.(); // the first may end one that began before, and leave what died since
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { thread: threadId, bytes: heapUsed + arrayBuffers };
}

if (isMainThread) {
  const threads = new Set<number>();
  const told = new Map<number, number>();
  let isAsked = false;
  const take = ({ thread, bytes }: Note) => {
    threads.add(thread);
    told.set(thread, bytes);
    if (!isAsked || told.size < threads.size) return;
    isAsked = false;
    const all = [...told.values()].reduce((sum, one) => sum + one, 0);
    appendFileSync(process.env.MEMORY_PROBE ?? "", `${all}\n`);
  };
  channel.onmessage = (message) => take((message as { readonly data: Note }).data);
  process.on("SIGUSR2", () => {
    told.clear();
    isAsked = true;
    channel.postMessage("tell");
    take(note());
  });
} else {
  channel.onmessage = (message) => {
    const { data } = message as { readonly data: unknown };
    if (data === "tell") channel.postMessage(note()); // what other threads tell comes here too
  };
  channel.postMessage(note());
}
channel.unref();
