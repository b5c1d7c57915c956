/** The windows of a history at each look of a monitor, as the profiles that a roll-up would have made of them. */
import type { Definition } from "../../../core/definition/index.ts";
import { type Monitor, type MonitorKind, type MonitorOf, monitorTable } from "../../../core/monitor/index.ts";
import { type SketchPart, sketchOf, sketchPartSql, type WindowProfile } from "../../../core/profile/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { jsonPointers } from "../../../io/json-pointer.ts";
import { profileQuality, type QualityPlan } from "../quality/index.ts";
import type { WatchedPackage } from "../roll-up/index.ts";
import { valueWindows } from "../roll-up/value-windows.ts";
import { historyTargets } from "./history-drift.ts";

export interface LooksOf {
  readonly engine: Engine;
  readonly definition: Definition;
  readonly monitor: Monitor;
  /** When it looks, epoch milliseconds: from, from + every … to. */
  readonly from: number;
  readonly to: number;
  readonly everyMs: number;
  readonly champion: ComparedVersion;
}

/** Whose baseline drift is measured against, or why there is none. */
export type ComparedVersion =
  | { readonly package: WatchedPackage; readonly why: null }
  | { readonly package: null; readonly why: string };

/** By the time of the look: what its window holds. A look whose window is empty has none. */
export type Looks = ReadonlyMap<number, readonly WindowProfile[]>;

type Reader = (looks: LooksOf) => Promise<readonly Found[]>;

interface Found {
  readonly at: number;
  readonly profile: WindowProfile;
}

const quality: Reader = async (looks) => {
  const plan = await planOf(looks);
  const found = await profileQuality(looks.engine, await relationOf(looks, "error IS NULL"), plan);
  return found.map(({ windowStart, profile }) => ({ at: windowStart, profile }));
};

/** Of what is no profile, nothing. */
const none: Reader = async () => [];

const readers: Readonly<Record<MonitorKind, Reader>> = {
  quality,
  estimatedAccuracy: quality,
  labelCoverage: quality,
  traffic: quality,
  async latencyMs(looks) {
    const rows = await looks.engine.all(
      `SELECT window_start, ${sketchPartSql("latency_ms")} AS part, count(*)::DOUBLE AS "rows", max(latency_ms) AS most
       FROM ${await relationOf(looks, "latency_ms IS NOT NULL")} GROUP BY ALL ORDER BY window_start, part`,
    );
    return [...Map.groupBy(rows, (row) => Number(row.window_start))].map(([at, own]) => {
      const parts = own.map(({ part, rows: count }): SketchPart => [Number(part), Number(count)]);
      const count = parts.reduce((sum, [, each]) => sum + each, 0);
      const max = Math.max(...own.map(({ most }) => Number(most)));
      return { at, profile: { kind: "latency", name: "total", count, max, sketch: sketchOf(parts) } };
    });
  },
  async errorShare(looks) {
    const rows = await looks.engine.all(
      `SELECT window_start, coalesce(error, 'OK') AS code, count(*)::DOUBLE AS "rows"
       FROM ${await relationOf(looks, "true")} GROUP BY ALL ORDER BY window_start, code`,
    );
    return [...Map.groupBy(rows, (row) => Number(row.window_start))].map(([at, own]) => {
      const counts = Object.fromEntries(own.map(({ code, rows: count }) => [String(code), Number(count)]));
      return { at, profile: { kind: "outcomes", name: "history", counts } };
    });
  },
  async missingShare(looks) {
    const names = await inputNames(looks.engine);
    if (names.length === 0) return [];
    const sums = names.map((name, at) => `count(${quoteIdentifier(`columns.${name}`)})::DOUBLE AS v${at}`);
    const rows = await looks.engine.all(
      `SELECT window_start, count(*)::DOUBLE AS "rows", ${sums.join(", ")} FROM ${await relationOf(looks, "inputs IS NOT NULL")} GROUP BY ALL ORDER BY window_start`,
    );
    return rows.flatMap((row) =>
      names.map((name, at): Found => {
        const all = Number(row.rows);
        const profile = {
          kind: "opaque",
          role: "column",
          name,
          rows: all,
          missing: all - Number(row[`v${at}`]),
        } as const;
        return { at: Number(row.window_start), profile };
      }),
    );
  },
  async drift(looks) {
    const { engine, champion } = looks;
    if (champion.package === null) return [];
    const [row = {}] = await engine.all(
      "SELECT count(probability) > 0 AS has_probability FROM history_predictions",
    );
    const told = { names: await inputNames(engine), hasProbability: row.has_probability === true };
    const { given, answered } = historyTargets(champion.package, told);
    const found = [
      ...(await valueWindows(engine, {
        targets: given,
        relation: await relationOf(looks, "inputs IS NOT NULL"),
      })),
      ...(await valueWindows(engine, {
        targets: answered,
        relation: await relationOf(looks, "error IS NULL"),
      })),
    ];
    return found.map(({ windowStart, profile }) => ({ at: windowStart, profile }));
  },
  staleness: none,
  skew: none,
};

/** Why a monitor cannot be measured on predictions of a history; null where it can. */
export async function whyNotMeasured(
  monitor: Monitor,
  { engine, champion }: Pick<LooksOf, "engine" | "champion">,
): Promise<string | null> {
  if (monitor.kind === "latencyMs" && monitor.phase !== "total")
    return `a history tells the total latency alone, not that of '${monitor.phase}'`;
  if (monitor.kind === "drift") return champion.why;
  if (monitor.kind === "skew")
    return "a history does not hold the past that a replay needs; readings of replays can tell of it";
  if (monitor.kind !== "staleness") return null;
  const { key, column } = datesOf[monitor.of];
  const [row = {}] = await engine.all(`SELECT count(${column}) AS dated FROM history_predictions`);
  return Number(row.dated) > 0 ? null : `no prediction of the history tells ${key}`;
}

/** What a prediction tells of the version that made it. */
const datesOf = {
  package: { key: "builtAt, when its model was built", column: "built_ms" },
  data: { key: "dataTo, how new the data of its model was", column: "data_ms" },
} as const;

/** What a staleness monitor is of, at each look: as the last prediction before told it, epoch milliseconds. */
export async function readDates(
  { engine, from, to, everyMs }: Pick<LooksOf, "engine" | "from" | "to" | "everyMs">,
  { of }: MonitorOf<"staleness">,
): Promise<ReadonlyMap<number, number>> {
  const { column } = datesOf[of];
  const rows = await engine.all(
    `SELECT s.at AS at_ms, h.${column} AS born FROM (SELECT unnest(range(${from}::BIGINT, ${to + 1}::BIGINT, ${everyMs}::BIGINT)) AS at) s
     ASOF JOIN (SELECT time_ms, max(${column}) AS ${column} FROM history_predictions WHERE ${column} IS NOT NULL GROUP BY 1) h ON s.at > h.time_ms`,
  );
  return new Map(rows.map((row) => [Number(row.at_ms), Number(row.born)]));
}

/** What the windows hold at each look. */
export async function readLooks(looks: LooksOf): Promise<Looks> {
  const found = Map.groupBy(await readers[looks.monitor.kind](looks), ({ at }) => at);
  return new Map([...found].map(([at, own]) => [at, own.map(({ profile }) => profile)]));
}

/** How far the windows of a monitor lie behind its looks, milliseconds: until labels are mature. */
export function waitMs({ kind }: Monitor, { events }: Definition): number {
  return monitorTable[kind].waitsForLabels ? Math.ceil(events.label.maturesAfterMicros / 1_000) : 0;
}

/**
 * FROM item: a row for each look and prediction of its window, with `window_start` the time of the look and the label
 * that was known by then.
 */
async function relationOf(looks: LooksOf, where: string): Promise<string> {
  const { engine, definition, monitor, from, to, everyMs } = looks;
  const wait = waitMs(monitor, definition);
  const matures = Math.ceil(definition.events.label.maturesAfterMicros / 1_000);
  const names = [...new Set([...(await inputNames(engine)), ...definition.validation.slices])];
  const columns = names.map((name, at) => `, v[${at + 1}] AS ${quoteIdentifier(`columns.${name}`)}`).join("");
  const values = names.length === 0 ? "" : `, json_extract_string(inputs, ${jsonPointers(names)}) AS v`;
  return `(SELECT s.at AS window_start, h.* EXCLUDE (label),
      CASE WHEN coalesce(h.label_ms, h.time_ms + ${matures}) <= s.at THEN h.label END AS label ${columns}
    FROM (SELECT unnest(range(${from}::BIGINT, ${to + 1}::BIGINT, ${everyMs}::BIGINT)) AS at) s
    JOIN (SELECT * ${values} FROM history_predictions WHERE ${where}) h
      ON h.time_ms >= s.at - ${monitor.overMs + wait} AND h.time_ms < s.at - ${wait})`;
}

async function inputNames(engine: Engine): Promise<string[]> {
  const rows = await engine.all(
    "SELECT DISTINCT unnest(json_keys(inputs)) AS name FROM history_predictions ORDER BY name",
  );
  return rows.map(({ name }) => String(name));
}

/** As a package would have it; slices are the values themselves. */
async function planOf({ engine, definition }: LooksOf): Promise<QualityPlan> {
  const { task, above } = definition.events.label;
  const [row = {}] = await engine.all(
    "SELECT max(abs(TRY_CAST(prediction AS DOUBLE))) AS most FROM history_predictions WHERE isfinite(TRY_CAST(prediction AS DOUBLE))",
  );
  const magnitude = Number(row.most ?? 0);
  return {
    task,
    above,
    classes: task === "multiclass" ? await classesOf(engine) : [],
    unit: 2 ** (Math.floor(Math.log2(magnitude > 0 ? magnitude : 1)) - 30),
    slices: definition.validation.slices.map((column) => ({
      column,
      sql: `${quoteText(`${column} = `)} || coalesce(${quoteIdentifier(`columns.${column}`)}, '(missing)')`,
    })),
  };
}

async function classesOf(engine: Engine): Promise<string[]> {
  const rows = await engine.all(
    `SELECT DISTINCT name FROM (SELECT prediction AS name FROM history_predictions UNION ALL
     SELECT json_extract_string(label, '$') FROM history_predictions) WHERE name IS NOT NULL ORDER BY name`,
  );
  return rows.map(({ name }) => String(name));
}
