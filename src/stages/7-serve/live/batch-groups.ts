/** A batch by which version answers: where a canary runs, champion and challenger each have their entities. */
import { AirworthyError } from "../../../core/error.ts";
import type { Key } from "../../../io/event-log/index.ts";
import type { ModelHost, Serving } from "../inference/index.ts";
import { type LiveModel, liveModelOf } from "./live-model.ts";
import type { FeedbackWork, RowWork } from "./work.ts";

export interface BatchGroup {
  readonly serving: Serving;
  readonly model: LiveModel;
  /** Whether it is the challenger's. */
  readonly isTrial: boolean;
  readonly rows: readonly RowWork[];
  readonly feedback: readonly FeedbackWork[];
}

/** The groups of a batch, none of which has another's entity; feedback goes with the champion's. NOT_READY. */
export function groupsOf(
  rows: readonly RowWork[],
  feedback: readonly FeedbackWork[],
  host: ModelHost,
): readonly BatchGroup[] {
  const { serving: champion, trial } = host;
  if (champion === null) throw new AirworthyError("NOT_READY", "No model is loaded yet.");
  if (trial === null || trial.mode !== "canary") return [group(champion, { rows, feedback, isTrial: false })];
  const byServing = Map.groupBy(rows, (work) =>
    work.stays ? champion : (host.servingOf(work.row.entity) ?? champion),
  );
  const tried = byServing.get(trial.serving) ?? [];
  const own = byServing.get(champion) ?? [];
  return [
    ...(own.length + feedback.length === 0 ? [] : [group(champion, { rows: own, feedback, isTrial: false })]),
    ...(tried.length === 0 ? [] : [group(trial.serving, { rows: tried, feedback: [], isTrial: true })]),
  ];
}

function group(serving: Serving, parts: Pick<BatchGroup, "rows" | "feedback" | "isTrial">): BatchGroup {
  const model = liveModelOf(serving.model);
  return { serving, model, ...parts, rows: model.readsOutcomes ? firstOfEach(parts.rows) : parts.rows };
}

/** Where features look at labels, a label may take effect with the row before: the next of its entity comes after it. */
function firstOfEach(rows: readonly RowWork[]): readonly RowWork[] {
  const entities = new Set<Key>();
  return rows.filter(({ row: { entity } }) => !entities.has(entity) && entities.add(entity));
}
