/** A simulated world with a champion that is right about it, and labels that may be poisoned or tell of a change. */
import { boolean, type Column, category, number, text, timestamp } from "../../../core/column.ts";
import { csv, type Definition, pipeline } from "../../../core/definition/index.ts";
import type { Task } from "../../../core/metric.ts";
import {
  type LinearModelOptions,
  linearModel,
  openScene,
  plainNumber,
  plainText,
} from "../../5-validate/scene.test.helper.ts";
import { checkLabels, type LabelCheck } from "./check-labels.ts";
import type { LabelScope } from "./label-scope.ts";

function define(label: Column<"boolean" | "category" | "number">): Definition {
  return pipeline({
    name: "will-buy",
    events: {
      source: csv("events.csv"),
      id: "id",
      entity: "user",
      time: "ts",
      label: "bought",
      columns: { id: text(), user: text(), ts: timestamp(), x: number(), device: category(), bought: label },
    },
  });
}

/** A random number from 0 to 1 for each row, another for each name. */
type Random = (name: string) => string;

interface Kind {
  readonly definition: Definition;
  /** SQL: what happens where the world's signal is `signal`; the champion takes `x` for it. */
  readonly truth: (signal: string, random: Random) => string;
  readonly model: Pick<LinearModelOptions, "weight" | "bias" | "classes">;
  readonly threshold: number | null;
  /** What a poisoned label says unless told. */
  readonly poison: string;
}

const classes = ["book", "song", "film"];
const logits = (signal: string) => [`exp(4 * (${signal}))`, "1", `exp(-4 * (${signal}))`] as const;

const kinds: Readonly<Record<Task, Kind>> = {
  binary: {
    definition: define(boolean()),
    truth: (signal, random) => `${random("y")} < 1 / (1 + exp(-4 * (${signal})))`,
    model: { weight: [4, 0, 0, 0, 0], bias: [0] },
    threshold: 0.5,
    poison: "NOT truth",
  },
  multiclass: {
    definition: define(category()),
    truth(signal, random) {
      const [first, second, third] = logits(signal);
      const place = `${random("y")} * (${first} + ${second} + ${third})`;
      return `CASE WHEN ${place} < ${first} THEN 'book' WHEN ${place} < ${first} + ${second} THEN 'song' ELSE 'film' END`;
    },
    model: { classes, weight: [4, 0, -4, ...Array<number>(12).fill(0)], bias: [0, 0, 0] },
    threshold: null,
    poison: "CASE truth WHEN 'book' THEN 'song' WHEN 'song' THEN 'film' ELSE 'book' END",
  },
  regression: {
    definition: define(number()),
    truth: (signal, random) =>
      `2 * (${signal}) + 0.4 * (${random("y")} + ${random("z")} + ${random("w")} - 1.5)`,
    model: { weight: [2, 0, 0, 0, 0], bias: [0] },
    threshold: null,
    poison: "-truth",
  },
};

const day = 86_400_000;
const start = Date.UTC(2026, 5, 1);

export interface World {
  /** Binary unless told. */
  readonly task?: Task;
  /** Sources that label in turns. */
  readonly sources: readonly string[];
  /** A condition on source and day (0 to 9) of the labels that are poisoned. */
  readonly poisoned?: string;
  /** The share of them that is. */
  readonly strength?: number;
  /** What a poisoned label says; the opposite unless told. */
  readonly poison?: string;
  /** From this day on users behave otherwise: the signal, of `x`, that the champion takes for `x` itself. */
  readonly change?: { readonly from: number; readonly signal: string };
  /** From this day on `x` is had from elsewhere. */
  readonly drift?: { readonly from: number; readonly x: string };
  readonly rows?: number;
  readonly seed: number;
  readonly trusted?: readonly LabelScope[];
}

export interface Outcome {
  readonly check: LabelCheck;
  /** The share that was set aside of the poisoned labels, and of the others. */
  readonly caught: number;
  readonly lost: number;
}

/** Ten days of labels after the champion was made, looked at. */
export async function checkWorld(world: World): Promise<Outcome> {
  await using scene = await openScene();
  const { table, context, directory } = scene;
  const { seed, sources, poisoned = "FALSE", strength = 1, rows = 2_000, task = "binary" } = world;
  const { definition, truth, model: layer, threshold, poison: usual } = kinds[task];
  const { poison = usual } = world;
  const { change = { from: 99, signal: "x" }, drift = { from: 99, x: "0" }, trusted = [] } = world;
  const random = (name: string) => `(hash(i::VARCHAR || '${name} ${seed}') / 18446744073709551616.0)`;
  const people = (count: number, prefix: string, at: string) =>
    `SELECT i, '${prefix}' || i AS id, 'u' || (i % 200) AS "user", make_timestamp(CAST(${at} * 1000 AS BIGINT)) AS ts,
       ${random("x")} * 2 - 1 AS x0, ['phone', 'tv'][i % 2 + 1] AS device, i * 10 // ${count} AS day FROM range(${count}) r(i)`;
  const settled = (prefix: string) =>
    `SELECT i AS _aw_row, id, "user", ts, x, device, ${truth("x", random)} AS bought, bought AS _aw_label
     FROM (SELECT *, x0 AS x FROM (${people(2_000, prefix, `(${start - 20 * day} + i * ${day} / 200)`)}))`;
  const fresh = `SELECT *, CASE WHEN day >= ${drift.from} THEN ${drift.x} ELSE x0 END AS x,
      [${sources.map((name) => `'${name}'`).join(", ")}][i % ${sources.length} + 1] AS source
    FROM (${people(rows, "f", `(${start} + i * ${(10 * day) / rows})`)})`;
  const said = `SELECT *, (${poisoned}) AND ${random("p")} < ${strength} AS is_poisoned, CASE WHEN is_poisoned THEN ${poison} ELSE truth END AS label
    FROM (SELECT *, ${truth(`CASE WHEN day >= ${change.from} THEN ${change.signal} ELSE x END`, random)} AS truth FROM (${fresh}))`;
  const labels = await table(
    "labels.parquet",
    `SELECT id AS event_id, CAST(label AS VARCHAR) AS label, source AS _aw_source, is_poisoned,
       ${start} + day * ${day} + ${day / 2} AS _aw_reported, epoch_ms(ts) AS _aw_happened FROM (${said})`,
  );
  const features = await table(
    "features.parquet",
    `SELECT i AS _aw_row, id, "user", ts, x, device, label AS bought FROM (${said})`,
  );
  const inputs = [plainNumber("x"), plainText("device", ["phone", "tv"])];
  const model = linearModel({ task, inputs, ...layer });
  const champion = {
    version: 3,
    threshold,
    model: await scene.file("champion.onnx", model),
    train: await table("train.parquet", settled("t")),
    validation: await table("validation.parquet", settled("v")),
    raw: null,
  };
  const check = await checkLabels(
    { definition, features, labels: [labels], champion, trusted, directory },
    context,
  );
  const scopes = check.setAside.map(({ scope: { source, reported, happened } }) => {
    const within = (column: string, span: typeof reported) =>
      span === undefined ? "TRUE" : `${column} >= ${span.from} AND ${column} < ${span.to}`;
    return `(_aw_source = '${source}' AND ${within("_aw_reported", reported)} AND ${within("_aw_happened", happened)})`;
  });
  const [row = {}] = await context.engine.all(
    `SELECT avg(CAST(gone AS INTEGER)) FILTER (is_poisoned) AS caught, avg(CAST(gone AS INTEGER)) FILTER (NOT is_poisoned) AS lost
     FROM (SELECT *, (${scopes.length === 0 ? "FALSE" : scopes.join(" OR ")}) AS gone FROM read_parquet('${labels}'))`,
  );
  return { check, caught: Number(row.caught ?? 0), lost: Number(row.lost ?? 0) };
}

const seeds = [1, 2];

/** The means of worlds that differ by their seed alone. */
export async function overSeeds(world: Omit<World, "seed">) {
  const outcomes: Awaited<ReturnType<typeof checkWorld>>[] = [];
  for (const seed of seeds) outcomes.push(await checkWorld({ ...world, seed }));
  const mean = (of: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  return {
    caught: mean(({ caught }) => caught),
    lost: mean(({ lost }) => lost),
    setAside: outcomes.flatMap(({ check }) => check.setAside),
    taken: outcomes.flatMap(({ check }) => check.taken),
  };
}
