/** The newest predictions of a version that nobody has labelled or skipped, as a table of the engine. */
import { settledSource } from "../../../core/definition/index.ts";
import { withdrawnSql } from "../../../core/withdrawn-label.ts";
import {
  feedbackIn,
  type LabelReview,
  labelReviews,
  newestPredictionsFrom,
  predictionsIn,
  type Store,
} from "../../../io/store/index.ts";
import { predictionLines, spoolLines } from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { labelLines, toldLabels } from "../quality/index.ts";

export interface UnlabelledInput {
  readonly store: Store;
  readonly model: string;
  readonly version: number;
  /** Epoch milliseconds: [from, to). */
  readonly from: number;
  readonly to: number;
  /** Of more predictions only the newest are looked at. */
  readonly most: number;
  readonly directory: string;
}

export interface Unlabelled {
  /**
   * FROM item: id, event_id, entity, received_at (epoch ms), inputs and answer (JSON), reported (somebody said that it is
   * wrong) and disputed (sources differ on its label).
   */
  readonly rows: string;
  /** Predictions that were looked at, and those of them that are in `rows`. */
  readonly looked: number;
  readonly waiting: number;
  /** From when on they were looked at. */
  readonly from: number;
}

/** Reads them; what the engine keeps of it lasts as long as its connection. */
export async function unlabelledPredictions(
  input: UnlabelledInput,
  { engine, signal }: Pick<StageContext, "engine" | "signal">,
): Promise<Unlabelled> {
  const { store, model, version, to, most, directory } = input;
  const from = await newestPredictionsFrom(store, { model, version, from: input.from, most });
  const span = { model, version, from, to };
  const spooling = { directory, engine, proceed: () => signal.throwIfAborted() };
  const ids: string[] = [];
  const pages = noting(predictionsIn(store, span), ids);
  const predictions = await spoolLines(tables.predictions, pages, spooling);
  const labels = await spoolLines(labelLines, feedbackIn(store, span), spooling);
  const reviews = await spoolLines(tables.reviews, reviewPages(store, ids), spooling);
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE _aw_unlabelled AS ${unlabelledSql({ predictions, labels, reviews })}`,
  );
  const [counts = {}] = await engine.all(
    `SELECT (SELECT count(*) FROM ${predictions}) AS looked, (SELECT count(*) FROM _aw_unlabelled) AS waiting`,
  );
  return { rows: "_aw_unlabelled", looked: Number(counts.looked), waiting: Number(counts.waiting), from };
}

/** The pages as they are, and in `ids` whose they were. */
async function* noting<T extends { readonly id: string }>(pages: AsyncIterable<readonly T[]>, ids: string[]) {
  for await (const page of pages) {
    ids.push(...page.map(({ id }) => id));
    yield page;
  }
}

const reviewsAtOnce = 2_000;

async function* reviewPages(store: Store, ids: readonly string[]) {
  for (let at = 0; at < ids.length; at += reviewsAtOnce) {
    const found = await labelReviews(store, ids.slice(at, at + reviewsAtOnce));
    if (found.length > 0) yield found;
  }
}

const json = JSON.stringify;
const tables = {
  predictions: predictionLines(["inputs", "answer"]),
  reviews: {
    name: "reviews",
    columns: { seq: "BIGINT", prediction_id: "VARCHAR", kind: "VARCHAR" },
    select: "*",
    line: ({ at, predictionId, kind }: LabelReview) => json({ seq: at, prediction_id: predictionId, kind }),
  },
} as const;

interface Spooled {
  readonly predictions: string;
  readonly labels: string;
  readonly reviews: string;
}

function unlabelledSql({ predictions, labels, reviews }: Spooled): string {
  const settled = `source = '${settledSource}'`;
  return `WITH latest AS (SELECT key, source, arg_max(label, seq) AS label, max(seq) AS seq
      FROM ${toldLabels(labels)} GROUP BY key, source),
    known AS (SELECT key, count(DISTINCT label) FILTER (NOT ${settled}) > 1
        AND max(seq) FILTER (NOT ${settled}) > coalesce(max(seq) FILTER (${settled}), 0) AS disputed FROM latest WHERE NOT ${withdrawnSql("label")} GROUP BY key),
    reviewed AS (SELECT prediction_id AS key, bool_or(kind = 'skipped') AS skipped, bool_or(kind = 'wrong') AS reported
      FROM ${reviews} GROUP BY 1)
    SELECT p.id, p.event_id, p.entity, p.received_at, p.inputs, p.answer, coalesce(r.reported, FALSE) AS reported,
      coalesce(k.disputed, FALSE) AS disputed
    FROM ${predictions} p LEFT JOIN known k ON k.key = p.seq LEFT JOIN reviewed r ON r.key = p.id
    WHERE (k.key IS NULL OR k.disputed) AND NOT coalesce(r.skipped, FALSE)`;
}
