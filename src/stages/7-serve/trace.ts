import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import { quoteIdentifier } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { LoadedPackage, Manifest } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { withOwnConnection } from "./own-connection.ts";
import { parseRows, type RawRow, type RejectedRow } from "./parse-rows.ts";
import { engineerGroup } from "./predict.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { type Trace, traceOf } from "./trace-of.ts";

export interface TraceInput {
  readonly package: LoadedPackage;
  readonly row: RawRow;
  /** Path of the clean.parquet whose events are the past of this row; null where there is none. */
  readonly history: string | null;
}

/**
 * One prediction layer by layer, as the model's own graph computed it. INPUT_INVALID where the row is refused, with
 * the reasons in `details.rejected`.
 */
export async function trace(input: TraceInput, context: StageContext): Promise<Trace> {
  return await withOwnConnection(context, (own) => traceRow(input, own));
}

async function traceRow(input: TraceInput, context: StageContext): Promise<Trace> {
  const { row, history } = input;
  const { manifest } = input.package;
  const { groups, rejected } = parseRows([row], { manifest, now: context.now() });
  const [group] = groups;
  const [first] = group?.events ?? [];
  if (group === undefined || first === undefined) throw refused(rejected);
  await using directory = await temporaryDirectory();
  const table = await engineerGroup({ group, history, directory: directory.path }, context);
  const inputs = await readInputs(manifest, table, context);
  return await traceOf(input.package, { row, event: first.event, inputs, given: group.serving.given });
}

function refused(rejected: readonly RejectedRow[]): AirworthyError {
  const clauses = rejected.map(({ field, rule, value }) =>
    field === null ? rule : `'${field}'${value === null ? "" : ` is ${value}`}: ${rule}`,
  );
  return new AirworthyError("INPUT_INVALID", `Cannot trace the row: ${clauses.join("; ")}.`, {
    details: { rejected },
  });
}

async function readInputs(manifest: Manifest, table: string, { engine }: StageContext) {
  const { definition } = manifest;
  const columns = definition.inputs.map(({ name }) => {
    const column = quoteIdentifier(name);
    const isTime = definition.events.columns[name]?.kind === "timestamp";
    return isTime ? `epoch_us(${column})::DOUBLE AS ${column}` : column;
  });
  const [row = {}] = await engine.all(`SELECT ${columns.join(", ")} FROM ${parquetTable(table)}`);
  return row as Readonly<Record<string, Value>>;
}
