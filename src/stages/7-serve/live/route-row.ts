import { AirworthyError } from "../../../core/error.ts";
import type { ModelHost } from "../inference/index.ts";
import { type LiveModel, liveModelOf } from "./live-model.ts";
import { readLiveRow } from "./live-row.ts";

export interface RouteOptions {
  readonly host: ModelHost;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface RoutedRow {
  /** The version that its entity sees. */
  readonly model: LiveModel;
  /** As that version reads it. */
  readonly row: ReturnType<typeof readLiveRow>;
}

/** A raw event as the version reads it that its entity sees; NOT_READY. */
export function routeRow(raw: unknown, { host, now }: RouteOptions): RoutedRow {
  const { serving, trial } = host;
  if (serving === null) throw new AirworthyError("NOT_READY", "No model is loaded yet.");
  const champion = liveModelOf(serving.model);
  const row = readLiveRow(raw, { model: champion, now });
  if (trial === null || trial.mode !== "canary") return { model: champion, row };
  const model = liveModelOf(trial.serving.model);
  const sees = (entity: string) => host.servingOf(entity) === trial.serving;
  if (!("faults" in row)) {
    if (!sees(row.entity)) return { model: champion, row };
    return { model, row: model.plan === champion.plan ? row : readLiveRow(raw, { model, now }) };
  }
  const other = readLiveRow(raw, { model, now });
  return "faults" in other || !sees(other.entity) ? { model: champion, row } : { model, row: other };
}
