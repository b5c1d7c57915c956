/** The predictions of one version, made again by its own package's definition. */
import {
  type Definition,
  longestWindowMs,
  looksBack,
  looksBackForever,
} from "../../../core/definition/index.ts";
import { quoteText } from "../../../io/engine.ts";
import type { Manifest } from "../../6-package/index.ts";
import type { StageContext } from "../../context.ts";
import { type CleanedLog, cleanLogged } from "../logged/index.ts";
import { servingDefinition } from "../serving-definition.ts";
import { compareInputs, featuresToCompare, type InputSkew } from "./compare-inputs.ts";
import { labelDefinition, labelRows, readsOutcomes } from "./label-rows.ts";
import { makeLoggedPast } from "./logged-past.ts";
import type { SpooledLog } from "./spool-log.ts";
import { worldFeatures } from "./worlds.ts";

/** What a replay reads of a package. */
export type ReplayedManifest = Pick<Manifest, "definition" | "cleaning">;

export interface RefusedPrediction {
  readonly prediction: string;
  /** The rule that refuses its row, or what was wanted of a value. */
  readonly rule: string;
}

export interface ReplayVersionInput {
  readonly manifest: ReplayedManifest;
  readonly model: string;
  readonly version: number;
  readonly log: SpooledLog;
  readonly directory: string;
  /** What the predictions were made under: events further behind their entity's latest did not count. */
  readonly maxLatenessMicros: number;
  readonly rowsAtOnce: number;
}

export interface ReplayVersionContext extends StageContext {
  /** Called between steps; throws where the work is to stop. */
  readonly proceed: (step: "clean" | "features", done: number, total: number | null) => void;
}

export interface ReplayedVersion {
  readonly refused: { readonly count: number; readonly examples: readonly RefusedPrediction[] };
  /** Predictions that cannot be made again, for events that they saw were removed by age. */
  readonly removed: number;
  readonly inputs: readonly InputSkew[];
}

/** Compares the version's predictions with what the batch stages make of the log. */
export async function replayVersion(
  input: ReplayVersionInput,
  context: ReplayVersionContext,
): Promise<ReplayedVersion> {
  const { manifest, directory, maxLatenessMicros, rowsAtOnce } = input;
  const { definition } = servingDefinition(manifest, new Set());
  const part = partOf(input);
  const cleaned = await cleanParts({ ...input, ...part, definition }, context);
  await makeLoggedPast(
    {
      definition,
      ...part,
      cleanPredictions: cleaned.predictions.rows,
      cleanEvents: cleaned.events.rows,
      cleanLabels: cleaned.labels?.rows ?? null,
      maxLatenessMicros,
    },
    context.engine,
  );
  const removed = await leaveOutRemoved(definition, part.removals, context);
  const features = await worldFeatures(
    { definition: { ...definition, features: featuresToCompare(definition) }, directory, rowsAtOnce },
    { engine: context.engine, proceed: (done, total) => context.proceed("features", done, total) },
  );
  const inputs = await compareInputs({ definition, predictions: part.predictions, features }, context.engine);
  return { refused: await refusedOf(part.predictions, cleaned.predictions, context), removed, inputs };
}

/** Takes predictions whose past is not whole any more out of `replay_asked`; how many there were. */
async function leaveOutRemoved(
  definition: Definition,
  removals: string,
  { engine }: ReplayVersionContext,
): Promise<number> {
  if (!looksBack(definition)) return 0;
  const isSeen = looksBackForever(definition)
    ? "TRUE"
    : `r.removed_to > a.t - ${longestWindowMs(definition) * 1_000}`;
  const gone = `SELECT a.seq FROM replay_asked a JOIN ${removals} r ON r.entity = a.entity WHERE ${isSeen}`;
  const [{ count = 0 } = {}] = await engine.all(`SELECT count(*) AS count FROM (${gone})`);
  if (Number(count) > 0) await engine.run(`DELETE FROM replay_asked WHERE seq IN (${gone})`);
  return Number(count);
}

/** The version's predictions, with the events and labels of their entities. */
function partOf({ model, version, maxLatenessMicros, log }: ReplayVersionInput): SpooledLog {
  const predictions = `(SELECT * FROM ${log.predictions} WHERE model = ${quoteText(model)} AND version = ${version} AND max_lateness_us = ${maxLatenessMicros})`;
  const ofEntities = (from: string) =>
    `(SELECT * FROM ${from} WHERE entity IN (SELECT entity FROM ${predictions}))`;
  return {
    predictions,
    events: ofEntities(log.events),
    labels: ofEntities(log.labels),
    removals: ofEntities(log.removals),
  };
}

interface CleanedParts {
  readonly predictions: CleanedLog;
  readonly events: CleanedLog;
  readonly labels: CleanedLog | null;
}

interface CleanInput extends SpooledLog, Pick<ReplayVersionInput, "manifest" | "directory"> {
  /** As it is served. */
  readonly definition: Definition;
}

const partNames: readonly (keyof CleanedParts)[] = ["predictions", "events", "labels"];

async function cleanParts(input: CleanInput, context: ReplayVersionContext): Promise<CleanedParts> {
  const { manifest, directory, definition, predictions, events, labels } = input;
  const cleanPart = async (name: keyof CleanedParts, from: string, rules = definition) => {
    context.proceed("clean", partNames.indexOf(name), partNames.length);
    return await cleanLogged({ definition: rules, from, directory, name: `clean-${name}` }, context);
  };
  return {
    predictions: await cleanPart("predictions", predictions),
    events: await cleanPart("events", events),
    labels: readsOutcomes(definition)
      ? await cleanPart("labels", labelRows(labels, definition), labelDefinition(manifest))
      : null,
  };
}

const shownExamples = 5;

async function refusedOf(
  predictions: string,
  { rows, refused }: CleanedLog,
  { engine }: ReplayVersionContext,
): Promise<ReplayedVersion["refused"]> {
  const [{ count = 0 } = {}] = await engine.all(
    `SELECT (SELECT count(*) FROM ${predictions}) - (SELECT count(*) FROM ${rows}) AS count`,
  );
  if (Number(count) === 0) return { count: 0, examples: [] };
  const examples = await engine.all(
    `SELECT p.id, r.rule FROM ${refused} r JOIN ${predictions} p ON p.seq = r.seq ORDER BY p.seq LIMIT ${shownExamples}`,
  );
  return {
    count: Number(count),
    examples: examples.map(({ id, rule }) => ({ prediction: String(id), rule: String(rule) })),
  };
}
