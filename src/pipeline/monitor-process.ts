/** The process in which a server's monitors work: neither its thread nor its memory is that of the one that answers. */
import { type MonitorJob, runMonitorJob } from "./monitor-job.ts";
import type { RetainedRows } from "./retain.ts";
import { isWorthTelling } from "./watch-monitors.ts";

export type MonitorMessage =
  | { readonly kind: "problem"; readonly reason: string }
  | ({ readonly kind: "retrained" } & RetrainedNote)
  | { readonly kind: "retained"; readonly tables: readonly RetainedRows[] };

/** A retraining that nobody asked for, in a line. */
export interface RetrainedNote {
  readonly run: string;
  /** Null where nothing was packaged. */
  readonly version: number | null;
  readonly promoted: boolean;
  readonly reasons: readonly string[];
}

const stopping = new AbortController();
const stop = () => stopping.abort();
process.on("disconnect", stop); // the server has ended, however it did
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {}); // the server says when

const tell = (message: MonitorMessage) => {
  if (process.connected) process.send?.(message);
};
const tellProblem = (cause: unknown) =>
  tell({ kind: "problem", reason: cause instanceof Error ? cause.message : String(cause) });

process.once("message", async (job: MonitorJob) => {
  process.once("message", stop);
  try {
    await runMonitorJob(job, {
      signal: stopping.signal,
      onFailure: (cause) => isWorthTelling(cause) && tellProblem(cause),
      onProblem: tellProblem,
      onRetrained({ run, decision: { promote: promoted, reasons } }) {
        const version = run.package?.version ?? null;
        tell({ kind: "retrained", run: run.run, version, promoted, reasons });
      },
      onRetained: ({ tables }) => tell({ kind: "retained", tables }),
      onRound({ failures }) {
        for (const { monitor, why } of failures)
          tellProblem(new Error(`${monitor ?? "the roll-up"} cannot be measured: ${why}`));
      },
    });
  } catch (cause) {
    if (!stopping.signal.aborted) tellProblem(cause);
  }
  if (process.connected) process.disconnect();
});
