/** A message: what one channel is told at once, the document that a webhook and a command get. */
import type { Severity } from "../monitor/index.ts";
import type { Notice, NoticeState, QueuedNotice } from "./notice.ts";

/** Times are ISO 8601, UTC. */
export interface Message {
  readonly type: "alerts" | "test";
  /** The same in every attempt to deliver it. */
  readonly id: string;
  /** Rises from message to message of a channel; numbers may be left out. */
  readonly sequence: number;
  readonly timestamp: string;
  readonly channel: string;
  readonly model: string;
  readonly severity: Severity;
  /** Something has changed, or it lasts and nobody has acknowledged it. */
  readonly reason: "news" | "repeat" | "test";
  readonly alerts: readonly MessageAlert[];
}

export interface MessageAlert {
  readonly id: string;
  readonly monitor: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly state: NoticeState;
  readonly since: string;
  readonly at: string;
  readonly value: number | null;
  readonly bound: number | null;
  readonly direction: Notice["direction"];
  readonly unit: Notice["unit"];
  readonly count: number | null;
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly runbook: string | null;
  readonly who: string | null;
  readonly note: string | null;
  /** What this channel was not told before, oldest first; the newest where there are too many. */
  readonly changes: readonly ToldChange[];
  readonly changesLeftOut: number;
}

export interface ToldChange {
  /** Of the entry in the alert's history. */
  readonly id: string;
  readonly state: NoticeState;
  readonly at: string;
  readonly value: number | null;
  readonly who: string | null;
  readonly note: string | null;
}

const mostChanges = 20;

/** An alert as a message tells it: as it is since `last`, with what is new to the channel. */
export function messageAlert(last: Notice, unread: readonly QueuedNotice[]): MessageAlert {
  const { alertId: id, model: _, since, at, window, ...facts } = last;
  const changes = unread.slice(-mostChanges).map(changeOf);
  return {
    ...pick(facts),
    id,
    since: iso(since),
    at: iso(at),
    window: window === null ? null : { from: iso(window.from), to: iso(window.to) },
    changes,
    changesLeftOut: unread.length - changes.length,
  };
}

type Facts = Omit<Notice, "alertId" | "model" | "since" | "at" | "window">;

/** What a message tells as it stands in the notice, and no more: `last` may carry its place in the queue. */
function pick(facts: Facts): Omit<Facts, "id"> {
  const { monitor, subject, severity, state, value, bound, direction, unit, count, runbook, who, note } =
    facts;
  return { monitor, subject, severity, state, value, bound, direction, unit, count, runbook, who, note };
}

function changeOf({ id, state, at, value, who, note }: QueuedNotice): ToldChange {
  return { id, state, at: iso(at), value, who, note };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
