/** The manifest of a package, from what the stages before it found and packaging measured. */
import type { Definition } from "../../core/definition/index.ts";
import type { Estimate, Metric } from "../../core/metric.ts";
import { ownVersion } from "../../io/own-version.ts";
import { runtimeVersion } from "../../io/runtime.ts";
import type { GateResult, SliceReport, ValidationReport } from "../5-validate/index.ts";
import type { StageContext } from "../context.ts";
import type { Evaluated } from "./evaluate-candidates.ts";
import { type Manifest, packageFormat, withoutSecrets } from "./manifest.ts";
import type { PackageInput } from "./package-input.ts";
import { sha256 } from "./signature.ts";

export interface ManifestInput extends PackageInput {
  readonly evaluated: Evaluated;
  /** Gates on latency and size; the report's stand before them. */
  readonly gates: readonly GateResult[];
  /** The validated float32 model. */
  readonly validated: Uint8Array;
  readonly example: Manifest["example"];
}

/** Everything that a package says of itself; numbers that could not be measured are left out. */
export async function makeManifest(
  input: ManifestInput,
  { engine, now }: Pick<StageContext, "engine" | "now">,
): Promise<Manifest> {
  const { definition, version, cleaned, trained, report, evaluated, lineage } = input;
  const [duckdb] = await engine.all("SELECT version() AS version");
  const { widths, parameters, classes, bestEpoch } = trained;
  return {
    kind: "airworthy-package",
    format: packageFormat,
    name: definition.name,
    version,
    created: new Date(now()).toISOString(),
    shipped: evaluated.shipped,
    signature: signatureOf(definition, evaluated.scores.width),
    definition: withoutSecrets(definition),
    cleaning: cleaned.outcomes.map(({ rule, policy, rows, bounds }) => ({ rule, policy, rows, bounds })),
    preprocessing: trained.inputs.map((one) => structuredClone(one) as Manifest["preprocessing"][number]),
    network: { widths: [...widths], parameters, classes: [...classes], bestEpoch },
    threshold: report.threshold,
    temperature: report.temperature,
    metrics: finiteMetrics(report),
    slices: report.slices.filter(({ metric }) => isMeasured(metric)) as SliceReport[],
    gates: [...report.gates, ...input.gates],
    candidates: [...evaluated.candidates],
    lineage: {
      run: lineage.run,
      snapshot: lineage.snapshot,
      stages: { ...lineage.stages },
      model: sha256(evaluated.model),
      validatedModel: sha256(input.validated),
    },
    versions: {
      airworthy: ownVersion(),
      node: process.versions.node,
      duckdb: String(duckdb?.version),
      onnxruntime: runtimeVersion(),
    },
    example: input.example,
  };
}

function signatureOf(definition: Definition, width: number): Manifest["signature"] {
  const { events, inputs } = definition;
  const keys = [events.entity, events.time, events.id, events.known];
  const raw = Object.entries(events.columns).map(([name, { kind, pii = false, outcome = false }]) => ({
    name,
    kind,
    required: keys.includes(name),
    outcome: outcome || name === events.label.column || name === events.label.knownColumn,
    pii,
  }));
  const answer = events.label.task === "regression" ? "value" : "probability";
  return {
    raw,
    inputs: inputs.map((one) => ({ ...one })),
    outputs: [{ name: answer, type: "float32", shape: ["N", width] }],
  };
}

function finiteMetrics({ metrics }: ValidationReport): Manifest["metrics"] {
  const entries = Object.entries(metrics) as [Metric, Estimate][];
  return Object.fromEntries(entries.filter(([, estimate]) => isMeasured(estimate)));
}

function isMeasured({ value, low, high }: Estimate): boolean {
  return [value, low, high].every(Number.isFinite);
}
