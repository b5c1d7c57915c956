/** What processes cost, and who they started, as Linux tells it in /proc. */
import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

/** Whether this machine has such a /proc. */
export const hasProc: boolean = process.platform === "linux";

/** The processes that `pid` started and that run. */
export function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const lists = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"));
  return lists.flatMap((list) => list.split(" ").filter((text) => text !== "")).map(Number);
}

/** Processor time of `pids` together so far, in milliseconds. */
export function processorMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksIn(readFileSync(`/proc/${pid}/stat`, "utf8")) * tickMs, 0);
}

/** User and system time; the name before them may hold anything but the last parenthesis. */
function ticksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
