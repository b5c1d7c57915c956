/** Windows of one version, made whole from the log. */
import type { Definition } from "../../../core/definition/index.ts";
import type { WindowProfile } from "../../../core/profile/index.ts";
import { quoteIdentifier } from "../../../io/engine.ts";
import { type Profile, profiledSql } from "../../6-package/index.ts";
import { temporaryDirectory } from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { profileQuality, qualityPlan } from "../quality/index.ts";
import { keptColumn, knownColumns, predictionRelation, type RelationInput } from "./prediction-relation.ts";
import { valueWindows, type WindowTarget } from "./value-windows.ts";

/** The kinds of profiles that come from the log alone; a server counts the others. */
export const logKinds = ["number", "category", "opaque", "quality"] as const;
export const countedKinds = ["latency", "outcomes", "shadow"] as const;

/** The profiles of each window, by its beginning; a window without a prediction has none. */
export async function logWindows(
  input: Omit<RelationInput, "directory">,
  context: StageContext,
): Promise<ReadonlyMap<number, readonly WindowProfile[]>> {
  await using directory = await temporaryDirectory();
  const relation = await predictionRelation({ ...input, directory: directory.path }, context);
  const { engine } = context;
  const found: readonly { readonly windowStart: number; readonly profile: WindowProfile }[] = [
    ...(await valueWindows(engine, { targets: targetsOf(input.package), relation })),
    ...(await profileQuality(engine, relation, qualityPlan(input.package))),
  ];
  const windows = Map.groupBy(found, ({ windowStart }) => windowStart);
  return new Map([...windows].map(([start, own]) => [start, own.map(({ profile }) => profile)]));
}

/** Everything with a reference profile that the log tells of a prediction. */
function targetsOf({
  manifest: { definition },
  baseline,
}: RelationInput["package"]): readonly WindowTarget[] {
  return baseline.profiles.flatMap((reference) => {
    const sql = targetSql[reference.role](reference, definition);
    if (sql === null) return [];
    // A prediction whose row the rules refuse has an answer, and no columns.
    return [reference.role === "column" ? { reference, sql, among: keptColumn } : { reference, sql }];
  });
}

/** The SQL of what is profiled; null where the log does not have it. */
const targetSql: Readonly<
  Record<Profile["role"], (reference: Profile, definition: Definition) => string | null>
> = {
  column({ name, kind }, definition) {
    const column = definition.events.columns[name];
    if (column === undefined || !knownColumns(definition).includes(name)) return null;
    const sql = quoteIdentifier(`columns.${name}`);
    return kind === "opaque" ? sql : profiledSql(column.kind, sql);
  },
  feature({ name }, { inputs }) {
    const input = inputs.find((one) => one.origin === "feature" && one.name === name);
    return input === undefined ? null : profiledSql(input.type, quoteIdentifier(`inputs.${name}`));
  },
  prediction({ kind, name }) {
    if (name === "probability") return "probability";
    return kind === "number" ? "TRY_CAST(prediction AS DOUBLE)" : "prediction";
  },
};
