/** The example in a manifest: one validation row and the model's answer, by which a package proves that it works. */
import type { Column } from "../../core/column.ts";
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { openSession } from "../../io/runtime.ts";
import { answerOf, type Decision } from "./answer.ts";
import { personalFeatures } from "./baseline.ts";
import { type ExampleRow, feedsOfRow } from "./feeds-of-row.ts";
import type { Answer } from "./manifest.ts";

export interface ChosenExample {
  /** The event as it would be sent: without label and outcomes. Personal data stands in the clear: for checks only. */
  readonly event: ExampleRow;
  /** The same as it may be written down. */
  readonly raw: ExampleRow;
  /** The model's inputs; those that carry personal data are missing. */
  readonly inputs: ExampleRow;
}

/** What stands in the place of a personal text. */
export const placeholder = "(personal data)";

/** The validation row with the fewest missing inputs, the first of equals. */
export async function chooseExample(
  definition: Definition,
  validation: string,
  engine: Engine,
): Promise<ChosenExample> {
  const { events, inputs } = definition;
  const missing = inputs.map(({ name }) => `(${quoteIdentifier(name)} IS NULL)::INTEGER`).join(" + ");
  const asked = Object.entries(events.columns).filter(
    ([name, { outcome }]) =>
      outcome !== true && name !== events.label.column && name !== events.label.knownColumn,
  );
  const selected = [
    ...asked.map(([name, column], index) => `${sentSql(name, column)} AS e${index}`),
    ...inputs.map(({ name }, index) => `${inputSql(name, events.columns[name])} AS i${index}`),
  ];
  const [row] = await engine.all(
    `SELECT ${selected.join(", ")} FROM ${parquetTable(validation)} ORDER BY ${missing}, _aw_row LIMIT 1`,
  );
  if (row === undefined) throw new AirworthyError("NO_ROWS", "Cannot package: there is no validation row.");
  const personal = personalFeatures(definition);
  const isPersonal = (name: string) => events.columns[name]?.pii === true || personal.has(name);
  const event = Object.fromEntries(
    asked.map(([name, column], index) => [name, sent(row[`e${index}`] as Value, column)]),
  );
  return {
    event,
    raw: Object.fromEntries(
      Object.entries(event).map(([name, value]) => [name, isPersonal(name) ? hidden(value) : value]),
    ),
    inputs: Object.fromEntries(
      inputs.map(({ name }, index) => [name, isPersonal(name) ? null : (row[`i${index}`] as Value)]),
    ),
  };
}

/** What the model in `bytes` answers to one row of inputs. INPUT_INVALID where a value has not its type. */
export async function answerRow(
  bytes: Uint8Array,
  inputs: ExampleRow,
  { definition, decision }: { readonly definition: Definition; readonly decision: Decision },
): Promise<Answer> {
  const session = await openSession(bytes);
  try {
    const output = decision.task === "regression" ? "value" : "probability";
    const { [output]: found } = await session.run(feedsOfRow(definition, inputs), [output]);
    return answerOf(found?.data as Float32Array, decision);
  } finally {
    await session.dispose();
  }
}

/** A value as a source would hold it: a time in its declared format and zone, otherwise as microseconds. */
function sentSql(name: string, { kind, format, zone = "UTC" }: Column): string {
  const column = quoteIdentifier(name);
  if (kind !== "timestamp") return column;
  if (format === undefined) return `epoch_us(${column})::DOUBLE`;
  return `strftime(timezone(${quoteText(zone)}, timezone('UTC', ${column})), ${quoteText(format)})`;
}

function inputSql(name: string, column: Column | undefined): string {
  return column?.kind === "timestamp" ? `epoch_us(${quoteIdentifier(name)})::DOUBLE` : quoteIdentifier(name);
}

function sent(value: Value, { kind }: Column): Value {
  return kind === "timestamp" && typeof value === "number" ? formatMicros(value) : value;
}

function hidden(value: Value): Value {
  return typeof value === "string" ? placeholder : null;
}
