/** A worker's side of its supervisor. */
import cluster from "node:cluster";
import type { Registry } from "prom-client";
import type { Listening, ProcessMetrics, SupervisorMessage, WorkerMessage } from "./message.ts";

export interface WorkerLink {
  /** Of all that were started: what is to be told once, it tells. */
  readonly isFirst: boolean;
  /** Aborted when the supervisor says stop. */
  readonly signal: AbortSignal;
  /** Tells that requests are answered from now on. */
  listening(server: Listening): void;
  /** Lets the others read `registry`; the result tells what Prometheus reads of all workers together. */
  share(registry: Registry): () => Promise<string>;
}

/** The link to the supervisor of this process, to be made before anything is waited for; null where it has none. */
export function workerLink(): WorkerLink | null {
  if (!cluster.isWorker) return null;
  const stop = new AbortController();
  const waiting = new Map<number, (metrics: readonly ProcessMetrics[]) => void>();
  let own: Registry | null = null;
  let asked = 0;

  process.on("message", async (message: SupervisorMessage) => {
    if (message.kind === "stop") stop.abort();
    if (message.kind === "report") {
      say({ kind: "report", id: message.id, metrics: (await own?.getMetricsAsJSON()) ?? [] });
    }
    if (message.kind === "gathered") waiting.get(message.id)?.(message.metrics);
  });

  process.channel?.unref(); // what serves keeps the process alive, listening for its supervisor does not
  return {
    isFirst: cluster.worker?.id === 1,
    signal: stop.signal,
    listening: (server) => say({ kind: "listening", server }),
    share(registry) {
      own = registry;
      return async () => {
        asked += 1;
        const id = asked;
        const metrics = await new Promise<readonly ProcessMetrics[]>((resolve) => {
          waiting.set(id, resolve);
          say({ kind: "gather", id });
        });
        waiting.delete(id);
        const { AggregatorRegistry } = await import("prom-client");
        return await AggregatorRegistry.aggregate([...metrics]).metrics();
      };
    },
  };
}

function say(message: WorkerMessage): void {
  process.send?.(message, undefined, undefined, () => undefined); // where the supervisor is gone, so is this process
}
