/** The gates on what only packaging can measure: latency and size. */
import type { Gate } from "../../core/definition/index.ts";
import { type Metric, metricTable } from "../../core/metric.ts";
import type { GateResult } from "../5-validate/index.ts";
import type { Candidate } from "./candidate.ts";

type PackageMetric = {
  [M in Metric]: (typeof metricTable)[M]["measuredBy"] extends "package" ? M : never;
}[Metric];

const measures: Readonly<
  Record<PackageMetric, (shipped: Candidate) => readonly [value: number, what: string]>
> = {
  latencyP50Ms: ({ p50Us }) => [
    p50Us / 1_000,
    "ms for half of the single validation rows answered in this process",
  ],
  latencyP99Ms: ({ p99Us }) => [
    p99Us / 1_000,
    "ms for 99% of the single validation rows answered in this process",
  ],
  packageBytes: ({ bytes }) => [bytes, "bytes of model.onnx"],
};

/** Checks the gates that name a latency or the size against the candidate that ships. */
export function packageGates(gates: readonly Gate[], shipped: Candidate): GateResult[] {
  return gates.filter(isMeasuredHere).map((gate) => {
    const [value, what] = measures[gate.metric](shipped);
    const passed = gate.direction === "atLeast" ? value >= gate.bound : value <= gate.bound;
    const wanted = `${gate.direction === "atLeast" ? "at least" : "at most"} ${gate.bound}`;
    const { title } = metricTable[gate.metric];
    const explanation = passed
      ? ""
      : `${title} is ${Number(value.toPrecision(4))} ${what} (${shipped.kind}); wanted ${wanted}.`;
    return { ...gate, value, passed, explanation };
  });
}

function isMeasuredHere(gate: Gate): gate is Gate & { readonly metric: PackageMetric } {
  return metricTable[gate.metric].measuredBy === "package";
}
