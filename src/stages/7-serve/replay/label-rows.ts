/** Labels of the log as rows of one column, and the rules of a version that they must keep. */
import type { Definition } from "../../../core/definition/index.ts";
import { walk } from "../../../core/expression/index.ts";
import { withdrawnSql } from "../../../core/withdrawn-label.ts";
import { quoteText } from "../../../io/engine.ts";
import { columnsRead } from "../../2-clean/index.ts";
import type { Manifest } from "../../6-package/index.ts";
import { fixedRule, outcomeColumns } from "../serving-definition.ts";

/** Whether a feature looks at labels or other outcomes of past events. */
export function readsOutcomes(definition: Definition): boolean {
  const outcomes = outcomeColumns(definition);
  return definition.features
    .flatMap(({ expression }) => [...walk(expression)])
    .some((node) => node.kind === "column" && outcomes.has(node.column));
}

/** The label's column alone, with the rules that look at nothing else. */
export function labelDefinition({
  definition,
  cleaning,
}: Pick<Manifest, "definition" | "cleaning">): Definition {
  const { events } = definition;
  const name = events.label.column;
  const column = events.columns[name];
  const rules = definition.rules.flatMap((rule, index) =>
    columnsRead(rule, definition).every((read) => read === name)
      ? fixedRule(rule, cleaning[index]?.bounds ?? null)
      : [],
  );
  return {
    ...definition,
    rules,
    events: { ...events, columns: column === undefined ? {} : { [name]: column } },
  };
}

/** A condition: the label was taken back, and nobody else says anything. */
export const leftNothing = `${withdrawnSql("CAST(label AS VARCHAR)")} AND json_type(label -> '/holds') = 'NULL'`;

/** FROM item of the spooled labels as `cleanLogged` takes rows. */
export function labelRows(labels: string, { events }: Definition): string {
  const raw = `json_object(${quoteText(events.label.column)}, value)`;
  const left = `CASE WHEN ${withdrawnSql("CAST(label AS VARCHAR)")} THEN label -> '/holds' ELSE label END AS value`;
  return `(SELECT place AS seq, received_at, ${raw} AS raw FROM (SELECT *, ${left} FROM ${labels}) WHERE json_type(value) <> 'NULL')`;
}
