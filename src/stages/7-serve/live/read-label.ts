/** A label as someone reports it: of the declared type, and within what the rules for it allow. */
import type { Definition } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import type { Value } from "../../../core/expression/index.ts";
import { type Misfit, parseEvent } from "../../1-collect/live.ts";
import { cleanEvent, columnsRead } from "../../2-clean/live.ts";
import type { Manifest } from "../../6-package/index.ts";
import type { RowFault } from "../parse-rows.ts";

/** The value that `label` stands for, or what is wrong with it. `now`: epoch milliseconds. */
export type LabelReader = (
  label: unknown,
  now: number,
) => { readonly value: Value } | { readonly fault: RowFault };

/** Reads labels by the rules of the package that look at nothing else. */
export function labelReader({
  definition,
  cleaning,
}: Pick<Manifest, "definition" | "cleaning">): LabelReader {
  const name = definition.events.label.column;
  const { definition: labels, outcomes } = labelsOnly(definition, cleaning, name);
  return (label, now) => {
    if (label === null || label === undefined)
      return { fault: { field: "label", rule: "missing label", value: null } };
    const parsed = parse(labels, name, label);
    if ("fault" in parsed) return parsed;
    const cleaned = cleanEvent(labels, outcomes, { [name]: parsed.value }, { now });
    if ("event" in cleaned) return { value: cleaned.event[name] ?? null };
    return { fault: { field: "label", rule: cleaned.rejectedBy.name, value: shown(labels, name, label) } };
  };
}

/** The definition with the label's column alone. */
function labelsOnly(definition: Definition, cleaning: Manifest["cleaning"], name: string) {
  const { events } = definition;
  const column = events.columns[name];
  const isAboutLabel = definition.rules.map(
    (rule) => columnsRead(rule, definition).every((read) => read === name) && rule.check.kind !== "duplicate",
  );
  const columns = column === undefined ? {} : { [name]: column };
  return {
    definition: {
      ...definition,
      events: { ...events, columns },
      rules: definition.rules.filter((_, index) => isAboutLabel[index]),
    },
    outcomes: cleaning.filter((_, index) => isAboutLabel[index]),
  };
}

function parse(
  labels: Definition,
  name: string,
  label: unknown,
): { readonly value: Value } | { readonly fault: RowFault } {
  try {
    return { value: parseEvent(labels, { [name]: label })[name] ?? null };
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "INPUT_INVALID") throw cause;
    const [misfit] = (cause.details.misfits ?? []) as readonly Misfit[];
    const { reason = cause.message, value = null } = misfit ?? {};
    return { fault: { field: "label", rule: reason, value } };
  }
}

function shown({ events }: Definition, name: string, label: unknown): string {
  return events.columns[name]?.pii === true ? "(hidden)" : (JSON.stringify(label) ?? "").slice(0, 80);
}
