/** Labels that people give: what is most worth one, where sources differ, and how that is settled. */
import { type Definition, feedbackPolicyOf, settledSource } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { isWithdrawn } from "../core/withdrawn-label.ts";
import type { EngineOptions } from "../io/engine.ts";
import type { EventLog } from "../io/event-log/index.ts";
import {
  type Contradiction,
  listContradictions,
  recordLabelAct,
  type Store,
  wordsOfSource,
} from "../io/store/index.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import { liveModel, readFeedback, readPredictionRecord } from "../stages/7-serve/index.ts";
import { heldLabel, type LabellingQueue, labellingQueue } from "../stages/8-monitor/index.ts";
import { type PredictOptions, withEngine } from "./predict.ts";

export interface LabelQueueInput {
  /** The store with the log. */
  readonly log: Store;
  /** Of the version whose predictions are to be labelled. */
  readonly package: Pick<LoadedPackage, "manifest" | "baseline">;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Predictions of this last while; 7 days unless told. */
  readonly sinceMs?: number;
  /** 20 unless told. */
  readonly limit?: number;
}

const weekMs = 7 * 86_400_000;
/** Of more predictions only the newest are looked at, so that the answer takes seconds whatever the log holds. */
const mostLooked = 50_000;

/** The predictions most worth a label, each with its reason; STORE_UNUSABLE, CANCELLED. */
export async function labelQueue(
  { log, package: loaded, now, sinceMs = weekMs, limit = 20 }: LabelQueueInput,
  options: PredictOptions = {},
  engine: EngineOptions = {},
): Promise<LabellingQueue> {
  const input = { store: log, package: loaded, from: now - sinceMs, to: now + 1, most: mostLooked, limit };
  return await withEngine(options, (context) => labellingQueue(input, context), engine);
}

type Label = boolean | string | number | null;

/** Sources differ on the label of one prediction or event. */
export interface ListedContradiction {
  readonly predictionId: string | null;
  readonly eventId: string | null;
  /** "(hidden)" where it is personal data; null where no prediction was logged. */
  readonly entity: string | null;
  readonly version: number | null;
  /** When the prediction was had, epoch milliseconds. */
  readonly at: number | null;
  readonly prediction: Label;
  /** The newest first; `source` is "" where it has no name, `at` epoch milliseconds. */
  readonly said: readonly { readonly source: string; readonly label: Label; readonly at: number }[];
  /** Which of them holds, by the config's policy. */
  readonly holds: Label;
}

export interface ContradictionsInput {
  readonly definition: Definition;
  readonly log: Store;
  /** 50 unless told. */
  readonly limit?: number;
  /** Where the last page ended. */
  readonly cursor?: number;
}

export interface ContradictionPage {
  readonly contradictions: readonly ListedContradiction[];
  /** Where to go on; null at the end. */
  readonly cursor: number | null;
}

/** Where sources differ and nobody settled it, the newest first. */
export async function contradictions(input: ContradictionsInput): Promise<ContradictionPage> {
  const { definition, log, limit = 50, cursor } = input;
  const found = await listContradictions(log, {
    limit,
    ...(cursor === undefined ? {} : { before: cursor }),
  });
  return {
    contradictions: found.map((own) => listed(own, definition)),
    cursor: found.length < limit ? null : (found.at(-1)?.said[0]?.seq ?? null),
  };
}

function listed(own: Contradiction, definition: Definition): ListedContradiction {
  const { predictionId, eventId, entity, version, receivedAt, body, said } = own;
  const { columns, entity: column } = definition.events;
  const read = (label: string) => JSON.parse(label) as Label;
  const answer = body === null ? null : readPredictionRecord(body).answer.prediction;
  const held = heldLabel(said, feedbackPolicyOf(definition));
  return {
    ...{ predictionId, eventId, version, at: receivedAt },
    entity: entity !== null && columns[column]?.pii === true ? "(hidden)" : entity,
    prediction: (answer ?? null) as Label,
    said: said.map(({ source, label, at }) => ({ source, label: read(label), at })),
    holds: held === null ? null : read(held.told.label),
  };
}

export interface SettleInput {
  readonly definition: Definition;
  readonly log: Store;
  readonly appender: EventLog;
  readonly package: Pick<LoadedPackage, "manifest">;
  /** Of the prediction, or of its event. */
  readonly id: string;
  readonly label: unknown;
  readonly who: string;
  readonly note: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface SettledContradiction extends ListedContradiction {
  /** To take it back by. */
  readonly act: string;
}

/**
 * Settles on what sources differ: the label counts before every source's where the policy is majority or trusted, and as
 * the newest where it is last. What sources said stays, and who settled it and why is kept. NOT_FOUND where nobody
 * differs on `id`; INPUT_INVALID where the label does not fit.
 */
export async function settleLabel(input: SettleInput): Promise<SettledContradiction> {
  const { definition, log, appender, id, label, who, note, now } = input;
  const [found] = await listContradictions(log, { limit: 1, id });
  if (found === undefined)
    throw new AirworthyError("NOT_FOUND", `No sources differ on the label of '${id}', or it was settled.`);
  const { predictionId, eventId } = found;
  const named = eventId === null ? { prediction_id: predictionId } : { event_id: eventId };
  const entry = readFeedback({ ...named, label }, { model: liveModel(input.package.manifest), now });
  if ("faults" in entry) {
    const [fault] = entry.faults;
    throw new AirworthyError("INPUT_INVALID", `Cannot settle '${id}': the label: ${fault?.rule}.`);
  }
  const about = predictionId ?? eventId ?? id;
  const [last] = await wordsOfSource(log, { about, source: settledSource });
  const saidBefore = last === undefined || isWithdrawn(last.label) ? null : last.label;
  const appended = await appender.append([{ ...entry, source: settledSource }], {
    seen: Number.MAX_SAFE_INTEGER,
    now,
  });
  if (appended.status !== "appended") throw new Error(`feedback alone cannot be ${appended.status}`);
  const act = { predictionId: about, kind: "settled", at: now, who, note, label: entry.label } as const;
  return { ...listed(found, definition), act: await recordLabelAct(log, { ...act, saidBefore }) };
}
