/**
 * Which labelled rows validate: one rule per kind of split. Each makes the table `aw_validation (_aw_row)` from the
 * view `aw_labelled`, which is the feature table with `_aw_label`, labelled rows only.
 */
import type { Definition, SplitDefinition } from "../../core/definition/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";

type SplitRule = (engine: Engine, definition: Definition, rows: number) => Promise<void>;

/** The whole rows that validate; the tiny addend undoes shares such as 0.29 × 100 = 28.999… */
export function validationCount(rows: number, share: number): number {
  return Math.floor(rows * share + 1e-9);
}

/** A number from text that every dialect makes alike: 60 bits of its MD5. */
function hashSql(text: string, seed: number): string {
  return `('0x' || substr(md5(${quoteText(`${seed}|`)} || ${text}), 1, 15))::BIGINT`;
}

function eventKeySql({ events }: Definition): string {
  const key = events.id === null ? "_aw_row" : quoteIdentifier(events.id);
  return `coalesce(CAST(${key} AS VARCHAR), '')`;
}

function entitySql({ events }: Definition): string {
  return `coalesce(CAST(${quoteIdentifier(events.entity)} AS VARCHAR), '')`;
}

const byTime: SplitRule = async (engine, definition, rows) => {
  const count = validationCount(rows, definition.split.validation);
  const time = quoteIdentifier(definition.events.time);
  await engine.run(`CREATE TEMP TABLE aw_validation AS SELECT _aw_row FROM aw_labelled
    ORDER BY ${time} DESC NULLS LAST, ${eventKeySql(definition)} DESC, _aw_row DESC LIMIT ${count}`);
};

/** Entities in the order of their hash, those that fit into the share, up to where the share is nearest. */
const byEntity: SplitRule = async (engine, definition, rows) => {
  const wanted = rows * definition.split.validation;
  const entity = entitySql(definition);
  await engine.run(`CREATE TEMP TABLE aw_entities AS
    SELECT entity, entity_rows, sum(entity_rows) OVER (
        ORDER BY ${hashSql("entity", definition.split.seed)} NULLS FIRST, entity NULLS FIRST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)::BIGINT AS rows_so_far
    FROM (SELECT ${entity} AS entity, count(*) AS entity_rows FROM aw_labelled GROUP BY 1)
    WHERE entity_rows <= ${Math.max(1, wanted)}`);
  await engine.run(`CREATE TEMP TABLE aw_validation AS SELECT _aw_row FROM aw_labelled WHERE ${entity} IN (
      SELECT entity FROM aw_entities WHERE rows_so_far <= (
        SELECT rows_so_far FROM aw_entities ORDER BY abs(rows_so_far - ${wanted}), rows_so_far LIMIT 1))`);
  await engine.run("DROP TABLE aw_entities");
};

/** From each label its share by largest remainder; a regression label has no strata. */
const byRandom: SplitRule = async (engine, definition, rows) => {
  const { split, events } = definition;
  const stratum = events.label.task === "regression" ? "''" : "CAST(_aw_label AS VARCHAR)";
  const counts = await engine.all(
    `SELECT ${stratum} AS stratum, count(*) AS n FROM aw_labelled GROUP BY 1 ORDER BY 1 NULLS FIRST`,
  );
  const strata = counts.map(({ stratum: name, n }) => ({ name: String(name), rows: Number(n) }));
  const quotas = shareOut(strata, validationCount(rows, split.validation), split);
  const values = quotas.map(({ name, quota }) => `(${quoteText(name)}, ${quota})`).join(", ");
  await engine.run(`CREATE TEMP TABLE aw_validation AS
    SELECT _aw_row FROM (
      SELECT _aw_row, ${stratum} AS stratum, row_number() OVER (PARTITION BY ${stratum} ORDER BY
        ${hashSql(eventKeySql(definition), split.seed)} NULLS FIRST, ${eventKeySql(definition)} NULLS FIRST, _aw_row NULLS FIRST) AS place
      FROM aw_labelled) AS ranked
    JOIN (VALUES ${values}) AS quotas(stratum, quota) ON ranked.stratum = quotas.stratum
    WHERE place <= quota`);
};

interface Stratum {
  readonly name: string;
  readonly rows: number;
}

/** Whole rows for each stratum that sum to `total` and differ from its share by less than one. */
export function shareOut(
  strata: readonly Stratum[],
  total: number,
  { validation }: Pick<SplitDefinition, "validation">,
): { name: string; quota: number }[] {
  const quotas = strata.map(({ name, rows }) => {
    const quota = validationCount(rows, validation);
    return { name, quota, rest: rows * validation - quota };
  });
  const missing = total - quotas.reduce((sum, { quota }) => sum + quota, 0);
  const next = quotas.toSorted((a, b) => b.rest - a.rest || (a.name < b.name ? -1 : 1)).slice(0, missing);
  return quotas.map((entry) => ({ name: entry.name, quota: entry.quota + (next.includes(entry) ? 1 : 0) }));
}

export const splitTable: Readonly<Record<SplitDefinition["by"], SplitRule>> = {
  time: byTime,
  entity: byEntity,
  random: byRandom,
};
