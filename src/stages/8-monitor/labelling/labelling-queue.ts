/**
 * Which predictions a person should label next: a share by chance, so that what is measured from labels is true of all
 * predictions; those that were reported wrong or on which sources differ; those whose inputs are of a kind of which there
 * is more than when the model was made; and those of which the model is least sure. One entity does not fill the queue.
 */
import { quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { jsonPointers } from "../../../io/json-pointer.ts";
import type { Store } from "../../../io/store/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import { columnTypes, temporaryDirectory } from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { driftSubjects } from "../drift/drift-subjects.ts";
import { chooseItems, type QueueReason, queueReasons } from "./choose-items.ts";
import { binSql, type GrownBin, grownBins } from "./row-bins.ts";
import { type Unlabelled, unlabelledPredictions } from "./unlabelled-predictions.ts";

export interface LabellingQueueInput {
  readonly store: Store;
  readonly package: Pick<LoadedPackage, "manifest" | "baseline">;
  /** Epoch milliseconds: predictions of [from, to), of these the newest `most`. */
  readonly from: number;
  readonly to: number;
  readonly most: number;
  /** Items, at most. */
  readonly limit: number;
}

export interface LabellingQueue {
  readonly model: string;
  readonly version: number;
  /** Epoch milliseconds: the predictions of this span were looked at. */
  readonly from: number;
  readonly to: number;
  readonly looked: number;
  /** Of these, nobody has labelled or skipped so many. */
  readonly waiting: number;
  readonly items: readonly QueueItem[];
}

export interface QueueItem {
  readonly predictionId: string;
  readonly eventId: string | null;
  /** Null where it is personal data. */
  readonly entity: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The answer, as text. */
  readonly prediction: string;
  /** Null for a regression. */
  readonly probability: number | null;
  readonly reason: QueueReason;
  /** A sentence. */
  readonly why: string;
  /** Whether sources differ on its label, so that one more settles nothing. */
  readonly isDisputed: boolean;
  /** What the model was given. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The queue; STORE_UNUSABLE, CANCELLED. */
export async function labellingQueue(
  input: LabellingQueueInput,
  context: StageContext,
): Promise<LabellingQueue> {
  const { manifest } = input.package;
  const { name: model, version } = manifest;
  await using directory = await temporaryDirectory();
  const span = { store: input.store, model, version, from: input.from, to: input.to, most: input.most };
  const found = await unlabelledPredictions({ ...span, directory: directory.path }, context);
  const { looked, waiting, from } = found;
  try {
    await context.engine.run(`CREATE OR REPLACE TEMP TABLE _aw_values AS ${valuesSql(found, input)}`);
    const items = waiting === 0 ? [] : await chooseItemsOf(input, context);
    return { model, version, from, to: input.to, looked, waiting, items };
  } finally {
    await context.engine.run("DROP TABLE IF EXISTS _aw_values; DROP TABLE IF EXISTS _aw_unlabelled");
  }
}

/** Of the rows in `_aw_values`. */
async function chooseItemsOf(input: LabellingQueueInput, context: StageContext): Promise<QueueItem[]> {
  const { engine } = context;
  const drifts = await driftColumns(input, context);
  const unsure = unsureSql[input.package.manifest.definition.events.label.task];
  const drift = drifts.length === 0 ? "0" : `greatest(${drifts.map(({ excess }) => excess).join(", ")})`;
  const why = drifts.map(({ excess, sentence }) => `WHEN drift = ${excess} THEN ${sentence}`);
  const scores: Readonly<Record<QueueReason, string>> = {
    random: `('0x' || substr(md5(id), 1, 13))::BIGINT::DOUBLE`,
    wrong: "CASE WHEN reported OR disputed THEN received_at END",
    drifting: "CASE WHEN drift >= 0.5 THEN drift END",
    uncertain: "unsure",
  };
  // Chance looks at no entity, or it would not be chance.
  const ranked = queueReasons.map((reason) => {
    const within =
      reason === "random" ? "0" : `row_number() OVER (PARTITION BY entity ORDER BY score DESC, id)`;
    return `SELECT * FROM (SELECT *, row_number() OVER (ORDER BY within_entity, score DESC, id) AS place FROM (
        SELECT *, ${within} AS within_entity FROM (SELECT *, '${reason}' AS reason, ${scores[reason]} AS score FROM scored) WHERE score IS NOT NULL))
      WHERE place <= ${input.limit}`;
  });
  const rows = await engine.all(
    `WITH binned AS (SELECT *, ${drift} AS drift, ${unsure} AS unsure FROM _aw_values),
       scored AS (SELECT *, CASE ${why.length === 0 ? "WHEN FALSE THEN ''" : why.join(" ")} ELSE '' END AS drifted FROM binned)
     SELECT id, event_id, entity, received_at, CAST(inputs AS VARCHAR) AS inputs, answer ->> '/prediction' AS prediction, probability, threshold,
       reported, disputed, drifted, reason, place FROM (${ranked.join(" UNION ALL ")}) ORDER BY reason, place`,
  );
  const { events } = input.package.manifest.definition;
  const isPersonal = events.columns[events.entity]?.pii === true;
  return chooseItems(
    rows.map((row) => queueItem(row, isPersonal)),
    input.limit,
  );
}

/** How unsure the model is, from 0 to 1; null where its answers carry no probability. */
const unsureSql = {
  binary: `1 - CASE WHEN probability >= coalesce(threshold, 0.5)
      THEN (probability - coalesce(threshold, 0.5)) / greatest(1 - coalesce(threshold, 0.5), 1e-9)
      ELSE (coalesce(threshold, 0.5) - probability) / greatest(coalesce(threshold, 0.5), 1e-9) END`,
  multiclass: "1 - probability",
  regression: "CAST(NULL AS DOUBLE)",
} as const;

/** The rows with their inputs typed, as `v0`, `v1`, …, in the order of the definition's, their probability and threshold. */
function valuesSql({ rows }: Unlabelled, { package: { manifest } }: LabellingQueueInput): string {
  const { inputs } = manifest.definition;
  const values = inputs.map(
    ({ type }, index) =>
      `TRY_CAST(v[${index + 1}] AS ${columnTypes[type].sql}) AS ${quoteIdentifier(`v${index}`)}`,
  );
  const numbers = ["probability", "threshold"].map(
    (name) => `TRY_CAST(answer ->> '/${name}' AS DOUBLE) AS ${name}`,
  );
  return `SELECT * EXCLUDE (v), ${[...values, ...numbers].join(", ")}
    FROM (SELECT *, json_extract_string(inputs, ${jsonPointers(inputs.map(({ name }) => name))}) AS v FROM ${rows})`;
}

interface DriftColumn {
  /** SQL: how much of the row's bin is more than there was, 0 to 1. */
  readonly excess: string;
  /** SQL of the sentence. */
  readonly sentence: string;
}

/** For each input of which some bins have grown, how a row's value stands to that. */
async function driftColumns(
  { package: loaded }: LabellingQueueInput,
  { engine }: StageContext,
): Promise<DriftColumn[]> {
  const { inputs } = loaded.manifest.definition;
  const columns: DriftColumn[] = [];
  for (const { profile, values } of driftSubjects(loaded)) {
    const place = inputs.findIndex((own) => own.name === profile.name);
    if (values === null || place < 0 || profile.role === "prediction") continue;
    const value = `v${place}`;
    const bin = binSql(profile, profile.kind === "number" ? value : `CAST(${value} AS VARCHAR)`, quoteText);
    const rows = await engine.all(
      `SELECT bin, count(*) AS n FROM (SELECT ${bin} AS bin FROM _aw_values) WHERE bin IS NOT NULL GROUP BY bin`,
    );
    const now = values.counts.map((_, at) => Number(rows.find((row) => Number(row.bin) === at)?.n ?? 0));
    const grown = grownBins(values.counts, now);
    if (grown.length > 0) columns.push(driftColumn(profile.name, bin, grown));
  }
  return columns;
}

function driftColumn(name: string, bin: string, grown: readonly GrownBin[]): DriftColumn {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const excess = grown.map((own) => `WHEN ${own.bin} THEN CAST('${own.excess}' AS DOUBLE)`);
  const sentences = grown.map(
    (own) =>
      `WHEN ${own.bin} THEN ${quoteText(`${name}: ${percent(own.now)} of the rows have a value like this one, where ${percent(own.before)} had when the model was made.`)}`,
  );
  return {
    excess: `(CASE ${bin} ${excess.join(" ")} ELSE CAST('0' AS DOUBLE) END)`,
    sentence: `CASE ${bin} ${sentences.join(" ")} ELSE '' END`,
  };
}

function queueItem(
  row: Readonly<Record<string, unknown>>,
  isPersonal: boolean,
): QueueItem & { readonly place: number } {
  const reason = queueReasons.find((own) => own === row.reason) ?? "random";
  const probability = row.probability === null ? null : Number(row.probability);
  return {
    predictionId: String(row.id),
    eventId: row.event_id === null ? null : String(row.event_id),
    entity: isPersonal ? null : String(row.entity),
    at: Number(row.received_at),
    prediction: String(row.prediction),
    probability,
    reason,
    why: sentences[reason](row, probability),
    isDisputed: row.disputed === true,
    inputs: JSON.parse(String(row.inputs)) as Readonly<Record<string, unknown>>,
    place: Number(row.place),
  };
}

type Sentence = (row: Readonly<Record<string, unknown>>, probability: number | null) => string;

const sentences: Readonly<Record<QueueReason, Sentence>> = {
  random: () => "Chosen by chance, so that labels do not only come from what is unusual.",
  wrong: ({ disputed }) => (disputed === true ? "Sources differ on its label." : "It was reported wrong."),
  drifting: ({ drifted }) => String(drifted),
  uncertain: ({ threshold }, probability) =>
    threshold === null
      ? `The model is only ${(100 * (probability ?? 0)).toFixed(0)}% sure.`
      : `Its probability of ${(probability ?? 0).toFixed(3)} is close to the threshold of ${Number(threshold).toFixed(3)}.`,
};
