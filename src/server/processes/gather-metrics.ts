import type { Worker } from "node:cluster";
import type { ProcessMetrics, SupervisorMessage, WorkerMessage } from "./message.ts";

/** How long a worker may take to report; one that hangs is left out. */
const patienceMs = 1_000;

let asked = 0;

/** The metrics of every worker that reports in time. */
export async function gatherMetrics(workers: readonly Worker[]): Promise<readonly ProcessMetrics[]> {
  const found = await Promise.all(workers.filter((worker) => worker.isConnected()).map(report));
  return found.filter((metrics) => metrics !== null);
}

function report(worker: Worker): Promise<ProcessMetrics | null> {
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    const settle = (metrics: ProcessMetrics | null) => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("exit", onExit);
      resolve(metrics);
    };
    const onMessage = (message: WorkerMessage) => {
      if (message.kind === "report" && message.id === id) settle(message.metrics);
    };
    const onExit = () => settle(null);
    const timer = setTimeout(onExit, patienceMs);
    worker.on("message", onMessage).on("exit", onExit);
    worker.send({ kind: "report", id } satisfies SupervisorMessage, (failure) => {
      if (failure !== null) settle(null);
    });
  });
}
