/** The rows that a stage of a run did not let through, page by page, personal values hidden. */
import { join } from "node:path";
import type { ColumnKind } from "../../core/column.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import { quoteIdentifier, type SqlRow } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { type FoundRun, findRun, type Store } from "../../io/store/index.ts";
import { exists, type Workspace } from "../../io/workspace.ts";
import { withViewEngine } from "./view-engine.ts";

export interface RejectedRows {
  readonly run: string;
  readonly stage: "collect" | "clean";
  /** All of the rule, not of this page alone. */
  readonly total: number;
  readonly columns: readonly string[];
  readonly rows: readonly {
    /** The place in the source, counted from 1. */
    readonly row: number;
    readonly rule: string;
    readonly values: readonly Value[];
  }[];
  /** Where the next page begins; null where this is the last. */
  readonly cursor: number | null;
}

export interface RejectedRowsInput {
  readonly store: Store;
  readonly workspace: Workspace;
  readonly run: string;
  readonly stage: "collect" | "clean";
  /** Rows of this rule alone (collect: of this column); all unless told. */
  readonly rule: string | null;
  readonly limit: number;
  /** The rows that were seen. */
  readonly cursor: number;
}

const hidden = "(hidden)";
const longest = 200;

/** A page of rejected rows; NOT_FOUND where the run has none of the stage, or they were deleted. */
export async function rejectedRows(input: RejectedRowsInput, signal?: AbortSignal): Promise<RejectedRows> {
  const { store, workspace, run, stage, rule, limit, cursor } = input;
  const found = await findRun(store, run);
  const relation = parquetTable(await rejectedFile(found, stage, workspace));
  const { from, list, columns, show } = readers[stage](found, relation);
  const chosen = rule === null ? "" : "WHERE rule = $1";
  const parameters = rule === null ? [] : [rule];
  return await withViewEngine(
    workspace,
    async (engine) => {
      const [counted = {}] = await engine.all(`SELECT count(*) AS n FROM ${from} ${chosen}`, parameters);
      const rows = await engine.all(
        `SELECT _aw_row, rule, ${list} FROM ${from} ${chosen} ORDER BY _aw_row, rule LIMIT ${limit} OFFSET ${cursor}`,
        parameters,
      );
      const total = Number(counted.n);
      const seen = cursor + rows.length;
      return {
        run: found.id,
        stage,
        total,
        columns,
        rows: rows.map((row) => ({ row: Number(row._aw_row), rule: String(row.rule), values: show(row) })),
        cursor: seen < total ? seen : null,
      };
    },
    signal,
  );
}

interface Reader {
  /** A FROM item with `_aw_row`, `rule` and the listed columns. */
  readonly from: string;
  readonly list: string;
  readonly columns: readonly string[];
  readonly show: (row: SqlRow) => readonly Value[];
}

const readers: Readonly<Record<RejectedRows["stage"], (run: FoundRun, relation: string) => Reader>> = {
  collect({ definition }, relation) {
    const { columns } = definition.events;
    const anyPersonal = Object.values(columns).some(({ pii }) => pii === true);
    return {
      from: `(SELECT _aw_row, coalesce("column", '(row)') AS rule, "column", value, reason FROM ${relation})`,
      list: `"column", value, reason`,
      columns: ["column", "value", "reason"],
      show({ column, value, reason }) {
        const isPersonal = column === null ? anyPersonal : columns[String(column)]?.pii === true;
        return [textOf(column), isPersonal ? hidden : textOf(value), textOf(reason)];
      },
    };
  },
  clean({ definition }, relation) {
    const { columns } = definition.events;
    const names = Object.keys(columns);
    return {
      from: `(SELECT *, _aw_rule AS rule FROM ${relation})`,
      list: names.map(quoteIdentifier).join(", "),
      columns: names,
      show: (row) =>
        Object.entries(columns).map(([name, { kind, pii }]) =>
          shown(row[name], { kind, hide: pii === true }),
        ),
    };
  },
};

function shown(value: unknown, { kind, hide }: { readonly kind: ColumnKind; readonly hide: boolean }): Value {
  if (value === null || value === undefined) return null;
  if (hide) return hidden;
  if (kind === "timestamp") return formatMicros(Number(value));
  return typeof value === "number" || typeof value === "boolean" ? value : textOf(value);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What stopped a run lies apart, under its own name. */
async function rejectedFile({ id, keys }: FoundRun, stage: string, workspace: Workspace): Promise<string> {
  const key = stage === "collect" ? keys.collect : keys.clean;
  const places = [
    ...(key === undefined ? [] : [join(workspace.snapshot(key), "rejected.parquet")]),
    workspace.rejected(id, stage),
  ];
  for (const path of places) if (await exists(path)) return path;
  throw new AirworthyError(
    "NOT_FOUND",
    `The rejected rows of the stage '${stage}' of run '${id}' are not there; airworthy run makes them again.`,
  );
}
