/** The columns of a stage's table: type, how many are missing, and how the values lie. */
import type { ColumnKind } from "../../core/column.ts";
import type { Definition } from "../../core/definition/index.ts";
import type { StageName } from "../../core/progress.ts";
import { type Engine, quoteIdentifier } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { findRun, type Store } from "../../io/store/index.ts";
import type { Workspace } from "../../io/workspace.ts";
import { inputTargets } from "../../stages/6-package/index.ts";
import { keptView } from "./kept-views.ts";
import { stageTable } from "./stage-table.ts";
import { type ShapeTarget, type ValueShape, valueShapes } from "./value-shape.ts";
import { withViewEngine } from "./view-engine.ts";

export interface StageColumn {
  readonly name: string;
  readonly role: "column" | "feature" | "answer";
  /** As it is declared: text, category, integer, …; of an answer as the table has it. */
  readonly type: string;
  /** Personal data: how many, never which. */
  readonly pii: boolean;
  readonly description: string;
  readonly shape: ValueShape;
}

export interface StageColumns {
  readonly run: string;
  readonly stage: StageName;
  readonly rows: number;
  readonly columns: readonly StageColumn[];
}

export interface StageColumnsInput {
  readonly store: Store;
  readonly workspace: Workspace;
  /** A run's id, the beginning of one, or "latest". */
  readonly run: string;
  readonly stage: StageName;
}

/** The columns of a stage of a run; NOT_FOUND where it left no table. Kept, for a snapshot never changes. */
export async function stageColumns(
  { store, workspace, run, stage }: StageColumnsInput,
  signal?: AbortSignal,
): Promise<StageColumns> {
  const found = await findRun(store, run);
  const { key, paths } = await stageTable(found, stage, workspace);
  const columns = await keptView(`columns ${key}`, () =>
    withViewEngine(workspace, (engine) => readColumns(engine, paths, found.definition), signal),
  );
  return { run: found.id, stage, ...columns };
}

async function readColumns(
  engine: Engine,
  paths: readonly string[],
  definition: Definition,
): Promise<Pick<StageColumns, "rows" | "columns">> {
  const relation = parquetTable(paths);
  const described = await engine.all(`DESCRIBE SELECT * FROM ${relation}`);
  const types = new Map(described.map((row) => [String(row.column_name), String(row.column_type)]));
  const declared = new Map(inputTargets(definition, relation).map((target) => [target.name, target]));
  const names = [...types.keys()].filter((name) => !name.startsWith("_aw_"));
  const targets = names.map((name): ShapeTarget => {
    const target = declared.get(name);
    if (target !== undefined) return { name, kind: target.kind, expression: target.expression };
    const isNumber = types.get(name) === "DOUBLE";
    return { name, kind: isNumber ? "number" : "opaque", expression: quoteIdentifier(name) };
  });
  const { rows, shapes } = await valueShapes(engine, { relation, targets });
  return {
    rows,
    columns: names.map((name, index) => ({
      name,
      role: declared.get(name)?.role === "feature" ? "feature" : declared.has(name) ? "column" : "answer",
      type: typeOf(definition, name) ?? types.get(name)?.toLowerCase() ?? "",
      pii: definition.events.columns[name]?.pii === true,
      description: definition.events.columns[name]?.description ?? "",
      shape: shapes[index] ?? nothing,
    })),
  };
}

const nothing: ValueShape = { kind: "opaque", missing: 0, distinct: 0 };

function typeOf({ events, features }: Definition, name: string): ColumnKind | string | undefined {
  return events.columns[name]?.kind ?? features.find((feature) => feature.name === name)?.type;
}
