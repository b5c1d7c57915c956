/** The commands that make runs and tell of them. */
import type { CommandRow } from "./command-row.ts";

export const runCommands: readonly CommandRow[] = [
  {
    name: "run",
    summary: "collect, clean, features, split, train, validate, package; exit 2 when a gate fails",
    example: "airworthy run --json > run.json",
    whenStopped: "what has finished is kept",
    load: async () => (await import("./commands/run.ts")).runCommand,
  },
  {
    name: "runs",
    summary: "list the runs, newest first",
    example: "airworthy runs",
    load: async () => (await import("./commands/runs.ts")).runs,
  },
  {
    name: "show",
    argument: "<run>",
    summary: "one run in full: data flow, rules, features, epochs, metrics, gates, package",
    example: "airworthy show latest",
    load: async () => (await import("./commands/show.ts")).show,
  },
  {
    name: "learn",
    argument: "[run]",
    summary: "train a run again without its cleaning rules, and keep what differed for the learn page",
    example: "airworthy learn latest",
    whenStopped: "nothing is kept",
    load: async () => (await import("./commands/learn.ts")).learn,
  },
];
