import type { AlertEvent, AuditEvent } from "../../io/store/index.ts";
import type { Status } from "../../pipeline/status.ts";
import { formatTime } from "./format.ts";

/** What happened last. */
export function eventLines({ events }: Status): string[] {
  if (events.length === 0) return ["nothing yet"];
  return events.map((event) => `${formatTime(event.at)}  ${sentence(event)}`);
}

function sentence(event: AuditEvent | AlertEvent): string {
  if (event.kind === "alert") {
    const about = event.subject === "" ? event.monitor : `${event.monitor}, ${event.subject}`;
    return `${event.alert}: ${about} ${event.change === "acknowledged" ? "" : "is "}${event.change}`;
  }
  const { action, details } = event;
  if (action === "alias changed")
    return `version ${details.version} became ${details.alias}, by ${details.by}`;
  if (action === "retraining decided")
    return details.promote === true
      ? `retraining promoted version ${details.version}`
      : "retraining promoted nothing";
  if (action.startsWith("rollout ")) return `${action}: version ${details.version}`;
  return action;
}
