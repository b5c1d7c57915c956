/** What Prometheus reads: counts and times of inference, labelled by model and version. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { BatchReport, ModelHost, ServedModel } from "../stages/7-serve/index.ts";

export const protocols = ["v2", "mlflow", "tensorflow"] as const;
export type Protocol = (typeof protocols)[number];

const seconds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096];
const versioned = ["model", "version"] as const;

export type Metrics = ReturnType<typeof createMetrics>;

/** Lets others read a registry; the result tells what Prometheus is to read. */
export type ShareMetrics = (registry: Registry) => () => Promise<string>;

const keepAlone: ShareMetrics = (registry) => () => registry.metrics();

/** A registry of its own for each server; its gauges read `host` when they are asked. */
export function createMetrics(host: () => ModelHost, share: ShareMetrics = keepAlone) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "airworthy_" });
  const registers = [registry];
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `airworthy_${name}`, help, buckets, labelNames: [...versioned], registers });
  addGauges(registers, host);
  return {
    contentType: registry.contentType,
    /** The exposition, of all processes of the server. */
    read: share(registry),
    requests: new Counter({
      name: "airworthy_inference_requests_total",
      help: "Inference requests that were answered; code is OK or an error's.",
      labelNames: [...versioned, "protocol", "code"],
      registers,
    }),
    rows: new Counter({
      name: "airworthy_inference_rows_total",
      help: "Rows that went through the model.",
      labelNames: [...versioned],
      registers,
    }),
    executions: new Counter({
      name: "airworthy_inference_executions_total",
      help: "Calls of the model; rows by executions is the mean batch.",
      labelNames: [...versioned],
      registers,
    }),
    swaps: new Counter({
      name: "airworthy_model_swaps_total",
      help: "Changes of the version that answers; outcome is swapped or refused.",
      labelNames: ["outcome"],
      registers,
    }),
    requestSeconds: histogram(
      "inference_request_duration_seconds",
      "From the whole body to the answer.",
      seconds,
    ),
    queueSeconds: histogram("inference_queue_duration_seconds", "Waiting for a thread.", seconds),
    computeSeconds: histogram("inference_compute_duration_seconds", "In the model, for each batch.", seconds),
    batchSize: histogram("inference_batch_size", "Rows of each batch.", batchSizes),
  };
}

/** What is read off `host` when it is asked. */
function addGauges(registers: Registry[], host: () => ModelHost): void {
  new Gauge({
    name: "airworthy_inference_queue_depth",
    help: "Rows that wait for a thread.",
    registers,
    collect() {
      this.set(host().serving?.pool.queuedRows ?? 0);
    },
  });
  new Gauge({
    name: "airworthy_inference_model_ready",
    help: "1 for the version that answers, 0 where the server is not ready.",
    labelNames: [...versioned],
    aggregator: "min", // of several processes, all must be ready
    registers,
    collect() {
      this.reset();
      const { serving, ready } = host();
      if (serving !== null) this.set(labels(serving.model), Number(ready));
    },
  });
}

export function labels({ name, version }: ServedModel): { model: string; version: string } {
  return { model: name, version: String(version) };
}

/** Counts a batch that ran. */
export function observeBatch(metrics: Metrics, { model, rows, computeMs }: BatchReport): void {
  const of = labels(model);
  metrics.rows.inc(of, rows);
  metrics.executions.inc(of);
  metrics.batchSize.observe(of, rows);
  metrics.computeSeconds.observe(of, computeMs / 1_000);
}
