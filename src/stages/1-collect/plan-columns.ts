/** Which column of the source becomes which declared one, and how. */
import type { Column } from "../../core/column.ts";
import { AirworthyError } from "../../core/error.ts";
import { nearestName } from "../../core/nearest-name.ts";
import type { Cast } from "./cast.ts";
import type { SourceColumn } from "./source.ts";

export interface PlannedColumn {
  readonly name: string;
  readonly column: Column;
  readonly seen: string;
  readonly cast: Cast;
}

export interface ColumnPlan {
  readonly declared: readonly PlannedColumn[];
  readonly undeclared: readonly SourceColumn[];
}

/** SCHEMA_MISMATCH names every declared column that the source lacks or holds in another type. */
export function planColumns(
  columns: Readonly<Record<string, Column>>,
  found: readonly SourceColumn[],
): ColumnPlan {
  const names = found.map(({ name }) => name);
  const problems = [...findReserved(names), ...findTwins(names)];
  const declared: PlannedColumn[] = [];
  for (const [name, column] of Object.entries(columns)) {
    const source = found.find((candidate) => candidate.name === name);
    const cast = source?.cast(column) ?? null;
    if (source === undefined) problems.push(missingColumn(name, names));
    else if (cast === null)
      problems.push(
        `the column '${name}' is ${source.type} in the source, which cannot become ${column.kind}`,
      );
    else declared.push({ name, column, seen: source.seen, cast });
  }
  if (problems.length > 0) {
    throw new AirworthyError(
      "SCHEMA_MISMATCH",
      `The source does not have the declared columns: ${problems.join("; ")}.`,
      {
        details: { problems, columns: names },
      },
    );
  }
  return { declared, undeclared: found.filter(({ name }) => !Object.hasOwn(columns, name)) };
}

function missingColumn(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  const hint = nearest === null ? `the source has ${listed(names)}` : `did you mean '${nearest}'?`;
  return `there is no column '${name}' (${hint})`;
}

const listedNames = 12;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, listedNames).map((name) => `'${name}'`);
  return names.length > listedNames
    ? `${shown.join(", ")} and ${names.length - listedNames} more`
    : shown.join(", ");
}

function findReserved(names: readonly string[]): string[] {
  return names
    .filter((name) => name.toLowerCase().startsWith("_aw_"))
    .map((name) => `the source's column '${name}' begins with '_aw_', which is reserved: rename it`);
}

function findTwins(names: readonly string[]): string[] {
  const seen = new Map<string, string>();
  return names.flatMap((name) => {
    const twin = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    return twin === undefined
      ? []
      : [`the source has both '${twin}' and '${name}', which the engine does not tell apart: rename one`];
  });
}
