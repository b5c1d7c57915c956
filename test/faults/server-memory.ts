/** What a server holds: of the heaps of its threads after their garbage is collected, of native memory, and in all. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";

export interface ServerMemory {
  /** What JavaScript holds, and what native code has from malloc: caches of SQLite, sessions of the model. */
  readonly heldMb: number;
  readonly nativeMb: number;
  readonly residentMb: number;
  readonly handles: number;
  readonly threads: number;
}

export interface MemoryReader {
  /** Of the server that is to be read. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the process `pid`, while requests keep its threads awake. */
  read(pid: number): Promise<ServerMemory>;
}

/** In MiB: V8 would give each thread three times 16, at a time of its own, which a leak of resident memory looks like. */
const smallYoungSpace = "--max-semi-space-size=2";

/** Reads what a server holds that is started with its `env`; `directory` gets a file. Linux with glibc alone. */
export function memoryReader(directory: string): MemoryReader {
  const file = join(directory, "memory-probe.txt");
  const probe = new URL("./memory-probe.ts", import.meta.url).href;
  const lines = async () => (await readFile(file, "utf8").catch(() => "")).split("\n").slice(0, -1);
  return {
    env: { NODE_OPTIONS: `--expose-gc ${smallYoungSpace} --import ${probe}`, MEMORY_PROBE: file },
    async read(pid) {
      const { length } = await lines();
      process.kill(pid, "SIGUSR2");
      await expect.poll(async () => (await lines()).length, { timeout: 60_000 }).toBeGreaterThan(length);
      const heapMb = Number((await lines()).at(-1)) / 2 ** 20;
      const nativeMb = mallocMb(await readFile(`/proc/${pid}/smaps`, "utf8"));
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      const field = (name: string) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))?.[1]);
      const handles = (await readdir(`/proc/${pid}/fd`)).length;
      const residentMb = field("VmRSS") / 1_024;
      return { heldMb: heapMb + nativeMb, nativeMb, residentMb, handles, threads: field("Threads") };
    },
  };
}

const arenaBytes = 64n * 2n ** 20n;

/** Resident in the main heap of malloc and in its arenas, one or more for each thread, which begin at multiples of 64 MiB. */
function mallocMb(smaps: string): number {
  let isMalloc = false;
  let kilobytes = 0;
  for (const line of smaps.split("\n")) {
    const mapping = /^([0-9a-f]+)-[0-9a-f]+ (\S+) \S+ \S+ \d+ *(.*)$/.exec(line);
    if (mapping !== null) {
      const [, start = "", access, name] = mapping;
      const isArena = name === "" && access === "rw-p" && BigInt(`0x${start}`) % arenaBytes === 0n;
      isMalloc = name === "[heap]" || isArena;
    }
    if (isMalloc) kilobytes += Number(/^Rss: +(\d+)/.exec(line)?.[1] ?? 0);
  }
  return kilobytes / 1_024;
}
