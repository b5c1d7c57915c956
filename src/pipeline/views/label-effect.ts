/** What labels did: of which versions there are some, and which the retrainings learned from, set aside, and why. */
import {
  countReports,
  type DecisionRecord,
  findRun,
  type LabelsOfVersion,
  labelsByVersion,
  listDecisions,
} from "../../io/store/index.ts";
import { describeLabels } from "../../stages/9-retrain/index.ts";
import type { RunResult } from "../run-result.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface LabelEffect {
  /** Of the newest {@link mostReports} reports. */
  readonly versions: readonly LabelsOfVersion[];
  readonly mostReports: number;
  /** Reports since the last retraining was decided, or ever. */
  readonly newLabels: number;
  /** From so many on a retraining is called for; null where the config does not say. */
  readonly wantedLabels: number | null;
  /** The newest first. */
  readonly decisions: readonly LabelDecision[];
}

export interface LabelDecision
  extends Pick<DecisionRecord, "at" | "run" | "version" | "champion" | "promote" | "reasons"> {
  /** What it learned from; null where the run is gone or failed. */
  readonly learned: {
    /** Events that the source did not have, and rows of the source with another label than it has. */
    readonly added: number;
    readonly relabelled: number;
    /** Labels that the champion had not learned; null where nobody could tell. */
    readonly fresh: number | null;
    /** Of these, those that were left out. */
    readonly setAside: number;
    /** Labels that say something else than was promised, and what became of them, in sentences. */
    readonly sentences: readonly string[];
  } | null;
}

const mostReports = 50_000;
const mostDecisions = 20;

/** Everything of the model; it takes no options. */
export async function labelEffectView(
  { definition, store, log }: ViewedProject,
  _options: Readonly<Record<string, never>> = {},
): Promise<LabelEffect> {
  const { name: model, retrain } = definition;
  const all = await listDecisions(store, model);
  const decisions: LabelDecision[] = [];
  for (const decision of all.slice(0, mostDecisions)) {
    const { at, run, version, champion, promote, reasons } = decision;
    const learned = run === null ? null : learnedOf(await resultOf(store, run));
    decisions.push({ at, run, version, champion, promote, reasons, learned });
  }
  return {
    versions: await labelsByVersion(log, { model, most: mostReports }),
    mostReports,
    newLabels: await countReports(log, all[0]?.at ?? 0),
    wantedLabels: retrain?.newLabels ?? null,
    decisions,
  };
}

async function resultOf(store: ViewedProject["store"], run: string): Promise<Partial<RunResult>> {
  const { result } = await findRun(store, run);
  return (result ?? {}) as Partial<RunResult>;
}

function learnedOf({ feedback }: Partial<RunResult>): LabelDecision["learned"] {
  if (feedback === undefined || feedback === null) return null;
  const { added, relabelled, labels } = feedback;
  const setAside = (labels?.setAside ?? []).reduce((sum, own) => sum + own.labels, 0);
  const sentences = labels === null ? [] : describeLabels(labels);
  return { added, relabelled, fresh: labels?.fresh ?? null, setAside, sentences };
}
