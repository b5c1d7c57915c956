/** Keeps a process with the monitors' job beside a server, and begins it anew where it ends unasked. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { MonitorJob } from "./monitor-job.ts";
import type { MonitorMessage, RetrainedNote } from "./monitor-process.ts";
import type { RetainedRows } from "./retain.ts";

export interface MonitorProcessOptions {
  /** Told what keeps the monitors from their work; they go on trying. */
  readonly onProblem: (reason: string) => void;
  readonly onRetrained?: (note: RetrainedNote) => void;
  /** Told what went because it was too old, or what is held back. */
  readonly onRetained?: (tables: readonly RetainedRows[]) => void;
  /** When the process begins, and how long after it ended unasked it begins anew; soon after the next minute unless told. */
  readonly beginInMs?: () => number;
}

export interface MonitorProcess {
  /** Lets the round that is under way come to its end, for `graceMs` at most. */
  stop(graceMs?: number): Promise<void>;
}

// The build turns .ts into .js, but not inside a URL.
const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const script = fileURLToPath(new URL(`./monitor-process${extension}`, import.meta.url));
const minuteMs = 60_000;
/** Servers have told of the last minute by then. */
const lagMs = 5_000;

/** Begins with the first minute that ends: a server that starts has better to do. */
export function startMonitorProcess(job: MonitorJob, options: MonitorProcessOptions): MonitorProcess {
  const { onProblem, onRetrained = () => {}, onRetained = () => {}, beginInMs = untilNextMinute } = options;
  let running: ChildProcess | null = null;
  let isStopping = false;
  let timer = setTimeout(begin, beginInMs()).unref();

  function begin(): void {
    const child = fork(script, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    running = child;
    giveWay(child, onProblem);
    child.send(job, () => undefined); // one that is gone already has an exit to tell
    child.on("message", (message: MonitorMessage) => {
      if (message.kind === "problem") onProblem(message.reason);
      else if (message.kind === "retained") onRetained(message.tables);
      else onRetrained(message);
    });
    child.on("error", (cause) => onProblem(cause.message));
    child.once("exit", (code, signal) => {
      running = null;
      if (isStopping) return;
      if (code !== 0) onProblem(`the monitors' process ended with ${code ?? signal}`);
      timer = setTimeout(begin, beginInMs()).unref();
    });
  }

  return {
    async stop(graceMs = 10_000) {
      isStopping = true;
      clearTimeout(timer);
      const child = running;
      if (child === null) return;
      const ended = once(child, "exit");
      child.send("stop", () => undefined);
      const patience = setTimeout(() => void child.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** Whoever answers goes first: the rounds take what processor time is left. */
function giveWay({ pid }: ChildProcess, onProblem: (reason: string) => void): void {
  if (pid === undefined) return; // it could not begin, which is told
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (cause) {
    onProblem(`the monitors' process has the priority of the server: ${(cause as Error).message}`);
  }
}

function untilNextMinute(): number {
  return minuteMs - ((Date.now() - lagMs) % minuteMs);
}
