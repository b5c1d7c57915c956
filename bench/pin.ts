/** Which core a process runs on: a load generator that takes a server's core would measure itself. */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Whether processes can be bound to cores here: with Linux's taskset, and two cores to choose from. */
export function canPin(): boolean {
  return availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;
}

/** The command, on core `core` alone; wherever the system likes where that is null. */
export function onCore(core: number | null, command: readonly [string, ...string[]]): [string, ...string[]] {
  return core === null ? [...command] : ["taskset", "-c", String(core), ...command];
}
