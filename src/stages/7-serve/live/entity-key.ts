import type { ColumnKind } from "../../../core/column.ts";
import type { Key } from "../../../io/event-log/index.ts";
import type { EntityKey } from "../../3-features/live.ts";
import type { LiveModel } from "./live-model.ts";

/** Kinds of columns whose keys are texts in memory too. */
const textKinds: ReadonlySet<ColumnKind> = new Set(["text", "category", "boolean"]);

/** What the log knows as `key` as features know it: the value of a column. */
export function keyOfColumn(key: Key, column: string, { serving }: Pick<LiveModel, "serving">): EntityKey {
  return textKinds.has(serving.definition.events.columns[column]?.kind ?? "text") ? key : Number(key);
}

/** The entity as features know it. */
export function keyOfEntity(entity: Key, model: Pick<LiveModel, "serving">): EntityKey {
  return keyOfColumn(entity, model.serving.definition.events.entity, model);
}
