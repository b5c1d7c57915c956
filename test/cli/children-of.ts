import { readdir, readFile } from "node:fs/promises";

/** The processes that the process `pid` started and that are there, by Linux's /proc. */
export async function childrenOf(pid: number): Promise<number[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(
    processes.map((each) => readFile(`/proc/${each}/stat`, "utf8").catch(() => "")),
  );
  return processes.filter((_, index) => stats[index]?.split(") ")[1]?.split(" ")[1] === String(pid));
}
