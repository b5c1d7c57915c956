/** Columns that the query adds to the events, in layers: a window may read a window's result only from below. */
import { type Dialect, printSql, type SqlNode, sqlColumn } from "../../core/sql/index.ts";

export class Layers {
  readonly #columns = new Map<
    string,
    { readonly key: string; readonly layer: number; readonly sql: SqlNode }
  >();
  readonly #byKey = new Map<string, string>();

  /** The column that holds `sql`, added unless it is there; `hint` makes its name readable. */
  define(hint: string, sql: SqlNode): SqlNode {
    const key = JSON.stringify(sql);
    const known = this.#byKey.get(key);
    if (known !== undefined) return sqlColumn(known);
    const name = `_aw_${hint}_${this.#columns.size}`;
    const below = [...columnsOf(sql)].map((column) => this.#columns.get(column)?.layer ?? -1);
    this.#columns.set(name, { key, layer: Math.max(-1, ...below) + 1, sql });
    this.#byKey.set(key, name);
    return sqlColumn(name);
  }

  /** The SELECT that adds every column to `from`. */
  select(from: string, dialect: Dialect): string {
    const all = [...this.#columns].map(([name, column]) => ({ name, ...column }));
    const depth = Math.max(-1, ...all.map(({ layer }) => layer));
    return Array.from({ length: depth + 1 }, (_, layer) => layer).reduce((below, layer) => {
      const added = all
        .filter((column) => column.layer === layer)
        .map(({ name, sql }) => `${printSql(sql, dialect)} AS ${dialect.quoteName(name)}`);
      return `SELECT *, ${added.join(", ")} FROM (${below}) AS layer_${layer}`;
    }, `SELECT * FROM ${from}`);
  }

  /** `sql` with every added column replaced by what it holds. */
  expand(sql: SqlNode): SqlNode {
    return mapColumns(sql, (name) => {
      const column = this.#columns.get(name);
      return column === undefined ? null : this.expand(column.sql);
    });
  }
}

function childrenOf(node: SqlNode): readonly SqlNode[] {
  if (node.kind === "call") return node.operands;
  if (node.kind === "in") return [node.operand];
  if (node.kind === "case")
    return [...node.branches.flat(), ...(node.otherwise === null ? [] : [node.otherwise])];
  if (node.kind !== "aggregate") return [];
  return [...node.operands, ...(node.window?.partitionBy ?? []), ...(node.window?.orderBy ?? [])];
}

function* columnsOf(node: SqlNode): Generator<string> {
  if (node.kind === "column") yield node.name;
  for (const child of childrenOf(node)) yield* columnsOf(child);
}

function mapColumns(node: SqlNode, replace: (name: string) => SqlNode | null): SqlNode {
  const map = (child: SqlNode): SqlNode => mapColumns(child, replace);
  if (node.kind === "column") return replace(node.name) ?? node;
  if (node.kind === "call") return { ...node, operands: node.operands.map(map) };
  if (node.kind === "in") return { ...node, operand: map(node.operand) };
  if (node.kind === "case") {
    const branches = node.branches.map(([when, then]) => [map(when), map(then)] as const);
    return { ...node, branches, otherwise: node.otherwise === null ? null : map(node.otherwise) };
  }
  if (node.kind !== "aggregate") return node;
  const window =
    node.window === null
      ? null
      : {
          ...node.window,
          partitionBy: node.window.partitionBy.map(map),
          orderBy: node.window.orderBy.map(map),
        };
  return { ...node, operands: node.operands.map(map), window };
}
