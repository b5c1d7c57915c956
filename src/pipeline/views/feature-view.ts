/** How a feature, or a column that the model reads, lies by the label: on the labelled rows of a run. */

import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Task } from "../../core/metric.ts";
import { type Engine, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { findRun, type Store } from "../../io/store/index.ts";
import type { Workspace } from "../../io/workspace.ts";
import { inputTargets } from "../../stages/6-package/index.ts";
import { keptView } from "./kept-views.ts";
import { stageTable } from "./stage-table.ts";
import { binCounts, numberEdges, type ShapeTarget } from "./value-shape.ts";
import { withViewEngine } from "./view-engine.ts";

export interface LabelGroup {
  /** The label; of a number, the side of its median. */
  readonly label: string;
  readonly rows: number;
  readonly missing: number;
  /** One a bin or a value. */
  readonly counts: readonly number[];
}

export interface FeatureView {
  readonly run: string;
  readonly name: string;
  readonly label: string;
  /** Of a number the edges of bins of equal width; otherwise empty. */
  readonly edges: readonly number[];
  /** Of a text or boolean the most frequent values, and "" for all others; otherwise empty. */
  readonly values: readonly string[];
  readonly groups: readonly LabelGroup[];
}

export interface FeatureViewInput {
  readonly store: Store;
  readonly workspace: Workspace;
  readonly run: string;
  readonly name: string;
}

const mostGroups = 6;
const listedValues = 12;

/** A column or feature of a run by its label; NOT_FOUND where there is none, or it holds personal data. */
export async function featureView(
  { store, workspace, run, name }: FeatureViewInput,
  signal?: AbortSignal,
): Promise<FeatureView> {
  const found = await findRun(store, run);
  const { definition } = found;
  const { key, paths } = await stageTable(found, "split", workspace);
  const relation = parquetTable(paths);
  const target = inputTargets(definition, relation).find((one) => one.name === name);
  if (target === undefined)
    throw new AirworthyError("NOT_FOUND", `Run '${found.id}' has no column or feature '${name}'.`);
  const groups = await keptView(`feature ${key} ${name}`, () =>
    withViewEngine(workspace, (engine) => groupsOf(engine, { target, relation, definition }), signal),
  );
  return { run: found.id, name, label: definition.events.label.column, ...groups };
}

interface GroupsInput {
  readonly target: ShapeTarget;
  readonly relation: string;
  readonly definition: Definition;
}

type Groups = Pick<FeatureView, "edges" | "values" | "groups">;

async function groupsOf(engine: Engine, { target, relation, definition }: GroupsInput): Promise<Groups> {
  const part = await labelPart(engine, definition.events.label.task, relation);
  const values = `(SELECT ${target.expression} AS x, ${part} AS part FROM ${relation})`;
  const sizes = await engine.all(
    `SELECT part, count(*) AS n, count(x) AS present FROM ${values} GROUP BY part ORDER BY part`,
  );
  const groups = sizes.map(({ part: label, n, present }) => {
    return { label: String(label), rows: Number(n), missing: Number(n) - Number(present) };
  });
  const { edges, values: listed, counts } = await shapesOf[target.kind](engine, values, sumOf(groups));
  const none = Array.from({ length: Math.max(edges.length - 1, listed.length, 0) }, () => 0);
  return {
    edges,
    values: listed,
    groups: groups.map((group) => ({ ...group, counts: counts.get(group.label) ?? none })),
  };
}

interface Counted extends Pick<FeatureView, "edges" | "values"> {
  readonly counts: ReadonlyMap<string, readonly number[]>;
}

const shapesOf: Readonly<
  Record<ShapeTarget["kind"], (engine: Engine, values: string, rows: number) => Promise<Counted>>
> = {
  async number(engine, values, rows) {
    const { edges } = await numberEdges(engine, values, rows);
    return { edges, values: [], counts: await binCounts(engine, values, edges, "part") };
  },
  async category(engine, values) {
    const frequent = await engine.all(
      `SELECT x FROM ${values} WHERE x IS NOT NULL GROUP BY x ORDER BY count(*) DESC, x LIMIT ${listedValues}`,
    );
    const listed = frequent.map(({ x }) => String(x));
    const place = `coalesce(nullif(list_position([${listed.map(quoteText).join(", ")}]::VARCHAR[], x), 0), ${listed.length + 1})`;
    const found = await engine.all(
      `SELECT part, ${place} AS place, count(*) AS n FROM ${values} WHERE x IS NOT NULL GROUP BY part, place`,
    );
    const counts = new Map<string, number[]>();
    for (const { part, place: at, n } of found) {
      const line = counts.get(String(part)) ?? Array.from({ length: listed.length + 1 }, () => 0);
      counts.set(String(part), line);
      line[Number(at) - 1] = Number(n);
    }
    return { edges: [], values: [...listed, ""], counts };
  },
  opaque: async () => ({ edges: [], values: [], counts: new Map() }),
};

/** SQL that names the group of a row by its label. */
async function labelPart(engine: Engine, task: Task, relation: string): Promise<string> {
  if (task === "binary") return "CAST(_aw_label AS VARCHAR)";
  if (task === "multiclass") {
    const frequent = await engine.all(
      `SELECT _aw_label AS label FROM ${relation} GROUP BY label ORDER BY count(*) DESC, label LIMIT ${mostGroups}`,
    );
    const listed = frequent.map(({ label }) => quoteText(String(label)));
    return `CASE WHEN _aw_label IN (${listed.join(", ")}) THEN _aw_label ELSE 'other' END`;
  }
  const [row = {}] = await engine.all(`SELECT median(_aw_label) AS middle FROM ${relation}`);
  const middle = Number(row.middle);
  return `CASE WHEN _aw_label > ${middle} THEN 'above ${middle}' ELSE 'at most ${middle}' END`;
}

function sumOf(groups: readonly { readonly rows: number }[]): number {
  return groups.reduce((sum, { rows }) => sum + rows, 0);
}
