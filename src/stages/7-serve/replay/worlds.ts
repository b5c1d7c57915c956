/**
 * A prediction sees of its entity the facts that were in the log before it. Most would see the same with what came
 * later, for that lies at or after their own time: they share the entity's whole past. Where a later fact reaches back
 * before a prediction's time, the past must end before it: predictions whose first such fact is the same one share a
 * past that ends there. Each such past is a world, an entity of its own, and the batch SQL runs over it unchanged.
 */
import { join } from "node:path";
import type { Definition, Feature } from "../../../core/definition/index.ts";
import { walk } from "../../../core/expression/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import { askFeatures } from "../../3-features/index.ts";
import { columnTypes } from "../engineer.ts";
import { seqColumn } from "../logged/index.ts";

const worldColumn = "_aw_world";
const asksColumn = "_aw_asks";
const never = "9223372036854775807";

export interface WorldFeaturesInput {
  /** Of which the features are computed. */
  readonly definition: Definition;
  readonly directory: string;
  /** Rows that are computed at once, about. */
  readonly rowsAtOnce: number;
}

export interface WorldFeaturesContext {
  readonly engine: Engine;
  readonly proceed: (done: number, total: number) => void;
}

/** FROM item: {@link seqColumn} of each row of `replay_asked` and its features by the batch SQL. */
export async function worldFeatures(
  { definition, directory, rowsAtOnce }: WorldFeaturesInput,
  { engine, proceed }: WorldFeaturesContext,
): Promise<string> {
  await makeWorlds(rowsAtOnce, engine);
  const [{ batches = 0, worlds = 0 } = {}] = await engine.all(
    "SELECT coalesce(max(batch) + 1, 0) AS batches, count(*) AS worlds FROM replay_worlds",
  );
  const paths: string[] = [];
  for (let batch = 0; batch < Number(batches); batch += 1) {
    proceed(batch, Number(batches));
    await makeRows(definition, { batch, worlds: Number(worlds) }, engine);
    const sql = await askFeatures(
      {
        definition: { ...definition, events: { ...definition.events, entity: worldColumn } },
        from: "replay_rows",
        asks: asksColumn,
        columns: [seqColumn],
      },
      engine,
    );
    const path = join(directory, `features-${batch}.parquet`);
    await engine.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`);
    paths.push(path);
  }
  await engine.run("DROP TABLE IF EXISTS replay_rows");
  return paths.length === 0 ? noFeatures(definition.features) : parquetTable(paths);
}

function noFeatures(features: readonly Feature[]): string {
  const columns = features.map(
    ({ name, type }) => `CAST(NULL AS ${columnTypes[type].sql}) AS ${quoteIdentifier(name)}`,
  );
  return `(SELECT ${[`CAST(NULL AS BIGINT) AS ${seqColumn}`, ...columns].join(", ")} WHERE FALSE)`;
}

/**
 * `replay_worlds`: world, entity, its cut (the place in the log where it ends), batch; `replay_asks`: which row of
 * `replay_asked` asks in which world.
 */
async function makeWorlds(rowsAtOnce: number, engine: Engine): Promise<void> {
  // Only a fact that some prediction before it could have seen by its time is worth comparing with each of them.
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_hidden AS
    WITH facts AS (SELECT entity, seq, "from" FROM replay_past UNION ALL SELECT entity, seq, "from" FROM replay_labels),
    marks AS (SELECT entity, seq, "from", NULL AS t FROM facts UNION ALL SELECT entity, seq, NULL, t FROM replay_asked),
    seen AS (SELECT *, max(t) OVER (PARTITION BY entity ORDER BY seq RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS asked FROM marks)
    SELECT entity, seq, "from" FROM seen WHERE "from" < asked`);
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_cuts AS
    SELECT a.seq, min(h.seq) AS cut FROM replay_asked a
    JOIN replay_hidden h ON h.entity = a.entity AND h.seq >= a.seq AND h."from" < a.t GROUP BY a.seq`);
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_asks AS
    SELECT a.seq, dense_rank() OVER (ORDER BY a.entity, coalesce(c.cut, ${never})) AS world, a.entity, a.t, coalesce(c.cut, ${never}) AS cut
    FROM replay_asked a LEFT JOIN replay_cuts c ON c.seq = a.seq`);
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_worlds AS
    WITH worlds AS (SELECT world, any_value(entity) AS entity, any_value(cut) AS cut, max(t) AS until, count(*) AS asks FROM replay_asks GROUP BY world),
    sized AS (SELECT w.world, w.asks + count(e.seq) AS size FROM worlds w
      LEFT JOIN replay_past e ON ${isOfWorld} GROUP BY w.world, w.asks)
    SELECT w.*, CAST(floor((sum(size) OVER (ORDER BY world) - 1) / ${rowsAtOnce}) AS BIGINT) AS batch
    FROM worlds w JOIN sized USING (world)`);
}

const isOfWorld = `e.entity = w.entity AND e.seq < w.cut AND e."from" < w.until`;

/** `replay_rows`: the events of the batch's worlds, each with its label of that world, and the rows that ask in them. */
async function makeRows(
  definition: Definition,
  { batch, worlds }: { readonly batch: number; readonly worlds: number },
  engine: Engine,
): Promise<void> {
  const names = columnsNeeded(definition);
  const { column, knownColumn } = definition.events.label;
  const labelled = (name: string): string => {
    const own = `x.${quoteIdentifier(name)}`;
    if (name === column)
      return `CASE WHEN l.seq IS NULL THEN ${own} ELSE l.value END AS ${quoteIdentifier(name)}`;
    if (name === knownColumn)
      return `CASE WHEN l.seq IS NULL THEN ${own} ELSE make_timestamp(l.received_at * 1000) END AS ${quoteIdentifier(name)}`;
    return own;
  };
  const list = (columns: readonly string[]) => columns.map((sql) => `, ${sql}`).join("");
  const keys = (from: string, asks: boolean) =>
    `${from}.world AS ${worldColumn}, ${from}.seq * ${worlds + 1} + ${from}.world AS _aw_row, ${from}.seq AS ${seqColumn}, ${asks} AS ${asksColumn}`;
  const own = names.map((name) => quoteIdentifier(name));
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_rows AS
    WITH w AS (SELECT * FROM replay_worlds WHERE batch = ${batch}),
    x AS (SELECT w.world, w.cut, e.seq${list(own.map((name) => `e.${name}`))} FROM w JOIN replay_past e ON ${isOfWorld}),
    q AS (SELECT w.world, a.seq${list(own.map((name) => `a.${name}`))} FROM w JOIN replay_asks k USING (world) JOIN replay_asked a ON a.seq = k.seq)
    SELECT ${keys("x", false)}${list(names.map(labelled))} FROM x ASOF LEFT JOIN replay_labels l ON l.event_seq = x.seq AND x.cut > l.seq
    UNION ALL SELECT ${keys("q", true)}${list(own.map((name) => `q.${name}`))} FROM q`);
}

/** What the features read, and the keys. */
function columnsNeeded({ events, features }: Definition): string[] {
  const read = features
    .flatMap(({ expression }) => [...walk(expression)])
    .flatMap((node) => (node.kind === "column" ? [node.column] : []));
  const { id, time, known, label } = events;
  const keys = [id, time, known, label.column, label.knownColumn].filter((name) => name !== null);
  return [...new Set([...keys, ...read])].filter((name) => Object.hasOwn(events.columns, name));
}
