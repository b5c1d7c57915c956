/** The thread in which a server's monitors work: never the one that answers. */
import { parentPort, workerData } from "node:worker_threads";
import { type MonitorJob, runMonitorJob } from "./monitor-job.ts";
import { isWorthTelling } from "./watch-monitors.ts";

export type MonitorThreadMessage =
  | { readonly kind: "problem"; readonly reason: string }
  | ({ readonly kind: "retrained" } & RetrainedNote);

/** A retraining that nobody asked for, in a line. */
export interface RetrainedNote {
  readonly run: string;
  /** Null where nothing was packaged. */
  readonly version: number | null;
  readonly promoted: boolean;
  readonly reasons: readonly string[];
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
    onRetrained({ run, decision: { promote: promoted, reasons } }) {
      const version = run.package?.version ?? null;
      const note = { kind: "retrained", run: run.run, version, promoted, reasons } as const;
      port?.postMessage(note satisfies MonitorThreadMessage);
    },
    onRound: ({ failures }) => {
      for (const { monitor, why } of failures)
        tell(new Error(`${monitor ?? "the roll-up"} cannot be measured: ${why}`));
    },
  });
} catch (cause) {
  if (!stopping.signal.aborted) tell(cause);
}
port?.close();
