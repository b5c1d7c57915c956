import { readdir, readFile } from "node:fs/promises";

/** The server processes that the process `pid` started and that are there (not its monitors), by Linux's /proc. */
export async function childrenOf(pid: number): Promise<number[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const read = (each: number, file: string) => readFile(`/proc/${each}/${file}`, "utf8").catch(() => "");
  const stats = await Promise.all(processes.map((each) => read(each, "stat")));
  const commands = await Promise.all(processes.map((each) => read(each, "cmdline")));
  return processes.filter(
    (_, index) =>
      stats[index]?.split(") ")[1]?.split(" ")[1] === String(pid) &&
      commands[index]?.includes("monitor-process") === false,
  );
}
