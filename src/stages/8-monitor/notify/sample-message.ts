import { randomUUID } from "node:crypto";
import type { Severity } from "../../../core/monitor/index.ts";
import type { Message } from "../../../core/notify/index.ts";

export interface SampleOptions {
  readonly model: string;
  readonly channel: string;
  readonly severity: Severity;
  /** Epoch milliseconds. */
  readonly now: number;
}

const windowMs = 86_400_000;

/** A message that looks like a real one and says that it is a test: to see whether a channel reaches anybody. */
export function sampleMessage({ model, channel, severity, now }: SampleOptions): Message {
  const at = new Date(now).toISOString();
  const since = new Date(now - windowMs).toISOString();
  return {
    type: "test",
    id: randomUUID(),
    sequence: 0,
    timestamp: at,
    ...{ channel, model, severity, reason: "test" },
    alerts: [
      {
        id: "test",
        monitor: "test",
        subject: "",
        severity,
        state: "firing",
        since: at,
        at,
        ...{ value: null, bound: null, direction: null, unit: null, count: null },
        window: { from: since, to: at },
        ...{ runbook: null, who: null },
        note: "Nothing is wrong: somebody tries whether notifications arrive.",
        changes: [],
        changesLeftOut: 0,
      },
    ],
  };
}
