/** Predictions by what is known of them, newest first. Each call looks at a bounded part of the log and says how far it came. */
import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import { type Definition, feedbackPolicyOf } from "../../core/definition/index.ts";
import { formatMicros } from "../../core/time.ts";
import type { Logged, PredictionEntry } from "../../io/event-log/index.ts";
import {
  feedbackAbout,
  type LoggedFeedback,
  type PredictionFilter,
  predictionPlaces,
  predictionTime,
  searchPredictions,
} from "../../io/store/index.ts";
import { heldLabel } from "../../stages/8-monitor/live.ts";
import type { Verdict } from "./verdict.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface ListedPrediction {
  readonly id: string;
  readonly eventId: string | null;
  /** "(hidden)" where the entity's column is personal data. */
  readonly entity: string;
  /** When the server had it, ISO 8601. */
  readonly receivedAt: string;
  /** Of the event, ISO 8601. */
  readonly time: string;
  readonly version: number;
  readonly prediction: boolean | string | number | null;
  /** Of true, or of the predicted class; null for regression. */
  readonly probability: number | null;
  /** The label that holds; null where nobody told. */
  readonly label: boolean | string | number | null;
  /** Null without a label, and where the label is a number. */
  readonly right: boolean | null;
  /** How many different labels sources hold. */
  readonly opinions: number;
}

export interface PredictionList {
  readonly predictions: readonly ListedPrediction[];
  /** Where to go on; null where the log's beginning was reached. */
  readonly cursor: number | null;
  /** All that were had since then were looked at, ISO 8601; null where the log's beginning was reached. */
  readonly lookedTo: string | null;
}

export interface PredictionListInput extends Pick<ViewedProject, "definition" | "log"> {
  readonly filter: Omit<PredictionFilter, "model"> & { readonly verdict?: Verdict | undefined };
  readonly limit: number;
  readonly cursor: number | null;
}

/** Places of the log that one query looks at, and one call. */
const stretch = 10_000;
const mostPlaces = 200_000;
/** Where scores or labels are asked, which takes longer: places that one call looks at. */
const mostOpenedPlaces = 50_000;
/** Predictions that one query reads where labels are asked. */
const mostJudged = 1_000;

/** Of a prediction's record what a list shows; the rest is not looked at. */
const answered = z.object({ answer: z.looseObject({}) });

export async function predictionList(input: PredictionListInput): Promise<PredictionList> {
  const { log, filter, limit, definition, cursor } = input;
  const { verdict, ...known } = filter;
  const places = await predictionPlaces(log, filter);
  if (places === null) return { predictions: [], cursor: null, lookedTo: null };
  // An id is found by its index, wherever it is.
  const step = filter.id === undefined ? stretch : Number.MAX_SAFE_INTEGER;
  // What labels say of an answer is no part of the query: more is read at a time.
  const most = verdict === undefined ? 2 * limit : mostJudged;
  let before = Math.min(cursor ?? Number.POSITIVE_INFINITY, places.last + 1);
  const isOpened = [verdict, filter.scoreFrom, filter.scoreTo].some((asked) => asked !== undefined);
  const end = Math.max(places.first, before - Math.max(step, isOpened ? mostOpenedPlaces : mostPlaces));
  const predictions: ListedPrediction[] = [];
  while (before > end) {
    const from = Math.max(end, before - step);
    const found = await searchPredictions(
      log,
      { ...known, model: definition.name },
      { before, from, limit: most },
    );
    const rows = await listed(input, found);
    for (const [index, one] of rows.entries()) {
      if (verdict !== undefined && !verdictRules[verdict](one)) continue;
      if (predictions.push(one) < limit) continue;
      const cursor = found[index]?.seq ?? from;
      return { predictions, cursor, lookedTo: one.receivedAt };
    }
    before = found.length === most ? (found.at(-1)?.seq ?? from) : from;
    await turn(); // what is served goes on between two queries
  }
  if (end <= places.first) return { predictions, cursor: null, lookedTo: null };
  return { predictions, cursor: end, lookedTo: new Date(await predictionTime(log, end)).toISOString() };
}

const verdictRules: Readonly<Record<Verdict, (one: ListedPrediction) => boolean>> = {
  right: ({ right }) => right === true,
  wrong: ({ right }) => right === false,
  labelled: ({ label }) => label !== null,
  unlabelled: ({ label }) => label === null,
};

type Found = Logged<PredictionEntry>;

/** What the log says of each prediction, with the label that holds. */
async function listed(
  { log, definition }: Pick<PredictionListInput, "log" | "definition">,
  found: readonly Found[],
): Promise<ListedPrediction[]> {
  if (found.length === 0) return [];
  const told = groupReports(found, await feedbackAbout(log, found));
  const { columns, entity, label } = definition.events;
  return found.map((one) => {
    const { answer } = answered.parse(JSON.parse(one.body));
    const prediction = plain(answer.prediction);
    const held = heldLabel(told.get(one.id) ?? [], feedbackPolicyOf(definition));
    const said = held === null ? null : plain(JSON.parse(held.told.label) as unknown);
    return {
      id: one.id,
      eventId: one.eventId,
      entity: columns[entity]?.pii === true ? "(hidden)" : one.entity,
      receivedAt: new Date(one.receivedAt).toISOString(),
      time: formatMicros(one.time),
      version: one.version,
      prediction,
      probability: typeof answer.probability === "number" ? answer.probability : null,
      label: said !== null && columns[label.column]?.pii === true ? "(hidden)" : said,
      right: said === null ? null : isRight(prediction, said, definition),
      opinions: held?.opinions ?? 0,
    };
  });
}

function groupReports(
  found: readonly Found[],
  reports: readonly LoggedFeedback[],
): ReadonlyMap<string, LoggedFeedback[]> {
  const byEvent = new Map(found.flatMap(({ id, eventId }) => (eventId === null ? [] : [[eventId, id]])));
  const grouped = new Map<string, LoggedFeedback[]>();
  for (const report of reports) {
    const id = report.prediction_id ?? byEvent.get(report.event_id ?? "");
    if (id !== undefined) grouped.set(id, [...(grouped.get(id) ?? []), report]);
  }
  return grouped;
}

type Plain = boolean | string | number | null;

/** As quality is measured: a number is true above the label's bound. */
function isRight(prediction: Plain, said: Plain, { events }: Definition): boolean | null {
  const { task, above } = events.label;
  if (task === "regression") return null;
  if (above !== null) return prediction === Number(said) > above;
  return String(prediction) === String(said);
}

function plain(value: unknown): Plain {
  return typeof value === "boolean" || typeof value === "string" || typeof value === "number" ? value : null;
}
