/** What Prometheus reads: counts and times of inference, labelled by model and version. */

import type { Logger } from "pino";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { BatchReport, LiveCore, LiveReport, ModelHost, ServedModel } from "../stages/7-serve/index.ts";
import { RequestCounts } from "./request-counts.ts";

export const protocols = ["v2", "grpc", "mlflow", "tensorflow"] as const;
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

export interface MetricsOptions {
  /** The registry of this process alone unless told. */
  readonly share?: ShareMetrics | undefined;
  /** Of what monitors watch, epoch milliseconds; Date.now unless told. */
  readonly clock?: (() => number) | undefined;
}

/** A registry of its own for each server; its gauges read `host` when they are asked. */
export function createMetrics(
  host: () => ModelHost,
  { share = keepAlone, clock = Date.now }: MetricsOptions = {},
) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "airworthy_" });
  const registers = [registry];
  addGauges(registers, host);
  return {
    registers,
    contentType: registry.contentType,
    /** What monitors watch of the answers. */
    counts: new RequestCounts({ model: () => host().serving?.model ?? null, clock }),
    /** The exposition, of all processes of the server. */
    read: share(registry),
    eventStreams: new Gauge({
      name: "airworthy_event_streams",
      help: "Pages that listen to what happens.",
      registers,
    }),
    ...counters(registers),
    ...histograms(registers),
  };
}

function counters(registers: Registry[]) {
  const counter = <const T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Counter({ name: `airworthy_${name}`, help, labelNames: [...labelNames], registers });
  return {
    requests: counter(
      "inference_requests_total",
      "Inference requests that were answered; code is OK or an error's.",
      [...versioned, "protocol", "code"],
    ),
    rows: counter("inference_rows_total", "Rows that went through the model.", [...versioned]),
    executions: counter(
      "inference_executions_total",
      "Calls of the model; rows by executions is the mean batch.",
      [...versioned],
    ),
    swaps: counter(
      "model_swaps_total",
      "Changes of the version that answers; outcome is swapped or refused.",
      ["outcome"],
    ),
    predictions: counter("predictions_total", "Rows asked at /predict; code is OK or an error's.", [
      ...versioned,
      "code",
    ]),
    events: counter("events_total", "Rows of /events; outcome is accepted, repeated or rejected.", [
      "outcome",
    ]),
    feedback: counter(
      "feedback_total",
      "Parts of /feedback; outcome is matched, pending, repeated or rejected.",
      ["outcome"],
    ),
    trialFailures: counter(
      "challenger_failures_total",
      "Rows that a challenger could not answer, and the champion did; code is an error's.",
      ["version", "code"],
    ),
    shadowRows: counter(
      "shadow_rows_total",
      "Rows that the champion answered while a challenger was in shadow; outcome is compared, dropped or an error's code.",
      ["version", "outcome"],
    ),
    liveProblems: counter(
      "live_problems_total",
      "Work on the event log that failed and that nobody waited for.",
      [],
    ),
  };
}

function histograms(registers: Registry[]) {
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `airworthy_${name}`, help, buckets, labelNames: [...versioned], registers });
  return {
    phaseSeconds: new Histogram({
      name: "airworthy_predict_phase_duration_seconds",
      help: "For each batch of rows: the longest wait before it, reading features, asking the model, appending to the log.",
      buckets: seconds,
      labelNames: ["phase"],
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

/** Gauges of the live core, which begins after the registry. */
export function watchLive({ registers }: Metrics, live: LiveCore): void {
  new Gauge({
    name: "airworthy_entities_cached",
    help: "Entities whose state is in memory.",
    registers,
    collect() {
      this.set(live.entities);
    },
  });
  new Gauge({
    name: "airworthy_live_queue_depth",
    help: "Rows and feedback that wait for a batch.",
    registers,
    collect() {
      this.set(live.waiting);
    },
  });
}

/** What the live core tells, counted. */
export function liveReport(
  { phaseSeconds, liveProblems, trialFailures, shadowRows, counts }: Metrics,
  logger: Pick<Logger, "error">,
): LiveReport {
  const took = (phase: "queue" | "features" | "compute" | "log", ms: number, version?: number) => {
    phaseSeconds.observe({ phase }, ms / 1_000);
    counts.took(phase, ms, version);
  };
  return {
    onQueued: (ms) => took("queue", ms),
    onPhases({ version, featuresMs, computeMs, logMs }) {
      took("features", featuresMs, version);
      took("compute", computeMs, version);
      took("log", logMs, version);
    },
    onTrialFailed({ version, code, rows }) {
      trialFailures.inc({ version: String(version), code }, rows);
      counts.trialFailed(version, code, rows);
    },
    onShadow(compared) {
      const version = String(compared.version);
      const { answers, failed, dropped } = compared;
      shadowRows.inc({ version, outcome: "compared" }, answers.length);
      for (const { code, rows } of failed) shadowRows.inc({ version, outcome: code }, rows);
      shadowRows.inc({ version, outcome: "dropped" }, dropped);
      counts.compared(compared);
    },
    onProblem(cause) {
      liveProblems.inc();
      logger.error({ reason: cause instanceof Error ? cause.message : String(cause) }, "snapshots not saved");
    },
  };
}

/** Counts a batch that ran. */
export function observeBatch(metrics: Metrics, { model, rows, computeMs }: BatchReport): void {
  const of = labels(model);
  metrics.rows.inc(of, rows);
  metrics.executions.inc(of);
  metrics.batchSize.observe(of, rows);
  metrics.computeSeconds.observe(of, computeMs / 1_000);
}
