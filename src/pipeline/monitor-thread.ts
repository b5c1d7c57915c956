/** The thread in which a server's monitors work: never the one that answers. */
import { parentPort, workerData } from "node:worker_threads";
import { type MonitorJob, runMonitorJob } from "./monitor-job.ts";
import { isWorthTelling } from "./watch-monitors.ts";

export interface MonitorThreadMessage {
  readonly kind: "problem";
  readonly reason: string;
}

const port = parentPort;
const stopping = new AbortController();
port?.once("message", () => stopping.abort());

const tell = (cause: unknown) => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  port?.postMessage({ kind: "problem", reason } satisfies MonitorThreadMessage);
};

try {
  await runMonitorJob(workerData as MonitorJob, {
    signal: stopping.signal,
    onFailure: (cause) => isWorthTelling(cause) && tell(cause),
    onRound: ({ failures }) => {
      for (const { monitor, why } of failures)
        tell(new Error(`${monitor ?? "the roll-up"} cannot be measured: ${why}`));
    },
  });
} catch (cause) {
  if (!stopping.signal.aborted) tell(cause);
}
port?.close();
