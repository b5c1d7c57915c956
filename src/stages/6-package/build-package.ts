import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import type { Flow } from "../../core/progress.ts";
import { writeFileWhole } from "../../io/files.ts";
import type { GateResult, ValidationReport } from "../5-validate/index.ts";
import type { StageContext } from "../context.ts";
import { buildBaseline } from "./baseline.ts";
import type { Candidate, CandidateKind } from "./candidate.ts";
import { writeCard } from "./card.ts";
import { type Evaluated, evaluateCandidates } from "./evaluate-candidates.ts";
import { answerRow, chooseExample } from "./example.ts";
import { packageFiles } from "./load-package.ts";
import { makeManifest } from "./make-manifest.ts";
import { packageGates } from "./package-gates.ts";
import type { PackageInput } from "./package-input.ts";
import { withPredictions } from "./predictions-table.ts";
import { proveExample } from "./prove-example.ts";
import { signatureFile, signFiles } from "./signature.ts";
import { publicKeyText, signingKey } from "./signing-key.ts";

export interface Packaged {
  readonly flow: Flow;
  readonly note: string;
  readonly shipped: CandidateKind;
  readonly candidates: readonly Candidate[];
  /** Gates on latency and size, measured here. */
  readonly gates: readonly GateResult[];
}

/**
 * Builds candidates, measures each, ships one, and writes the signed package. PACKAGE_INVALID where the written
 * package rejects its own example or answers it otherwise than recorded; KEY_UNUSABLE where the key is open to others.
 */
export async function buildPackage(input: PackageInput, context: StageContext): Promise<Packaged> {
  const { definition, trained, report, validation, train } = input;
  const key = await signingKey(input.keyFile); // first, for it may be refused
  const decision = {
    task: definition.events.label.task,
    threshold: report.threshold,
    classes: trained.classes,
  };
  const inputs = definition.inputs.map(({ name, type }) => ({ name, text: type === "text" }));
  const validated = await readFile(input.model);
  const evaluated = await evaluateCandidates(
    { model: validated, decision, ...definition.packaging, inputs, train, validation },
    context,
  );
  stopIfAsked(context);
  const gates = packageGates(definition.gates.bounds, shippedOf(evaluated));
  const example = await chooseExample(definition, validation, context.engine);
  const answer = await answerRow(evaluated.model, example.inputs, { definition, decision });
  const made = { evaluated, gates, validated, example: { raw: example.raw, inputs: example.inputs, answer } };
  const manifest = await makeManifest({ ...input, ...made }, context);
  const baseline = await withPredictions(
    { scores: evaluated.scores, decision },
    context.engine,
    (predictions) =>
      buildBaseline(
        { definition, train, validation, predictions, importance: importanceOf(report) },
        context.engine,
      ),
  );
  const rows = {
    train: baseline.rows.trainAndValidation - baseline.rows.validation,
    validation: baseline.rows.validation,
  };
  const files = new Map([
    [packageFiles.model, evaluated.model],
    [packageFiles.manifest, json(manifest)],
    [packageFiles.card, Buffer.from(writeCard({ manifest, report, cleaned: input.cleaned, rows }))],
    [packageFiles.baseline, json(baseline)],
  ]);
  stopIfAsked(context);
  await mkdir(input.directory, { recursive: true });
  for (const [name, content] of files) await writeFileWhole(join(input.directory, name), content);
  await writeFileWhole(join(input.directory, signatureFile), signFiles(files, key));
  const proof = { event: example.event, trustedKey: publicKeyText(key), now: context.now() };
  await proveExample(input.directory, proof);
  const { shipped, candidates, note } = evaluated;
  const columnsIn = definition.inputs.length;
  const flow = {
    rowsIn: rows.validation,
    columnsIn,
    rowsOut: rows.validation,
    columnsOut: evaluated.scores.width,
  };
  return { flow, note, shipped, candidates, gates };
}

function shippedOf({ candidates, shipped }: Evaluated): Candidate {
  const found = candidates.find(({ kind }) => kind === shipped);
  if (found === undefined) throw new Error(`${shipped} is no candidate`);
  return found;
}

/** What could not be measured is left out. */
function importanceOf({ importance }: ValidationReport) {
  return importance
    .map(({ input, lossIncrease }) => ({ input, lossIncrease: lossIncrease.value }))
    .filter(({ lossIncrease }) => Number.isFinite(lossIncrease));
}

function json(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

function stopIfAsked({ signal }: StageContext): void {
  if (signal.aborted) throw new AirworthyError("CANCELLED", "Packaging was stopped on request.");
}
