/** What happened to a model, in words and as marks on a time axis. */
import type { ModelEvent } from "../api/schema.gen.ts";
import type { Marker } from "./chart/chart-data.ts";

export interface ToldEvent {
  readonly kind: "deployment" | "retraining" | "alert" | "other";
  readonly text: string;
}

const alertWords: Readonly<Record<string, string>> = {
  firing: "began to fire",
  again: "fires again",
  acknowledged: "was acknowledged",
  resolved: "was resolved",
};

const byWords: Readonly<Record<string, string>> = {
  run: "by its run",
  promote: "by promotion",
  rollback: "by rollback",
};

/** One event as a sentence. */
export function tellEvent(event: ModelEvent): ToldEvent {
  if (event.kind === "alert") {
    const name = event.subject === "" ? event.monitor : `${event.monitor} of ${event.subject}`;
    return { kind: "alert", text: `${name} ${alertWords[event.change] ?? event.change}` };
  }
  const { action, details } = event;
  if (action === "alias changed") {
    const by = byWords[String(details.by)] ?? "";
    return { kind: "deployment", text: `version ${details.version} became ${details.alias} ${by}`.trim() };
  }
  if (action === "retraining decided") {
    const what = details.version === null ? "no version" : `version ${details.version}`;
    return {
      kind: "retraining",
      text: `retraining made ${what}, ${details.promote ? "promoted" : "not promoted"}`,
    };
  }
  return { kind: action.startsWith("rollout") ? "deployment" : "other", text: action };
}

const marks = {
  deployment: { label: "deployment", color: "blue.7", dash: "none" },
  retraining: { label: "retraining", color: "grape.7", dash: "8 3" },
  alert: { label: "alert", color: "red.7" },
} as const;

/** Deployments, retrainings and alerts that began. */
export function markersOf(events: readonly ModelEvent[]): Marker[] {
  return events.flatMap((event) => {
    const { kind, text } = tellEvent(event);
    if (kind === "other" || (event.kind === "alert" && !["firing", "again"].includes(event.change)))
      return [];
    const { label, ...look } = marks[kind];
    return [{ x: event.at, label: `${label}: ${text}`, ...look }];
  });
}
