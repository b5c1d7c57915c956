/** What is wrong with the `retention` section: whatever is still needed would be gone. */
import { type ExpressionNode, walk } from "../expression/index.ts";
import { monitorTable } from "../monitor/index.ts";
import { usualLatenessMs } from "../time.ts";
import type { Definition } from "./definition.ts";
import { longer, type RetentionDefinition, resolveRetention } from "./retention.ts";

const dayMs = 86_400_000;

/** Everything in the definition's `retention` that has no meaning, one clause each. */
export function retentionProblems(definition: Definition): readonly string[] {
  const { retention = resolveRetention() } = definition;
  return [
    ...(["keep", "remove"].includes(retention.unlearned)
      ? []
      : [`retention.unlearned is '${retention.unlearned}', wanted "keep" or "remove"`]),
    ...needsOf(definition, retention).flatMap(({ setting, keptMs, leastMs, why }) =>
      keptMs === null || (leastMs !== null && keptMs >= leastMs)
        ? []
        : [
            `${setting} is ${words(keptMs)}, wanted ${leastMs === null ? "forever" : `${words(leastMs)} or more`}: ${why}`,
          ],
    ),
  ];
}

interface Need {
  readonly setting: string;
  readonly keptMs: number | null;
  /** Null: forever. */
  readonly leastMs: number | null;
  readonly why: string;
}

function needsOf(definition: Definition, retention: RetentionDefinition): readonly Need[] {
  const { eventsMs, predictionsMs, feedbackMs, profilesMs, notificationsMs, alertsMs, auditMs } = retention;
  const { minutes, hours, days } = profilesMs;
  const maturesMs = Math.ceil(definition.events.label.maturesAfterMicros / 1_000);
  const skewMs = longest(definition, ({ kind }) => kind === "skew");
  return [
    {
      setting: "retention.events",
      keptMs: eventsMs,
      leastMs: longestWindowMs(definition) + usualLatenessMs + maturesMs,
      why: "a feature looks back so far, from an event that may come a week late, and at labels once they are mature",
    },
    {
      setting: "retention.predictions",
      keptMs: predictionsMs,
      leastMs: Math.max(dayMs + maturesMs, 2 * skewMs + dayMs),
      why: "whole days go, their labels must have come by then, and a replay for a skew monitor needs its window",
    },
    {
      setting: "retention.feedback",
      keptMs: feedbackMs,
      leastMs: longer(eventsMs, predictionsMs),
      why: "a label stays with its event and its prediction",
    },
    { setting: "retention.profiles.minutes", keptMs: minutes, leastMs: dayMs, why: "monitors read minutes" },
    {
      setting: "retention.profiles.hours",
      keptMs: hours,
      leastMs: minutes,
      why: "an hour is made of minutes",
    },
    { setting: "retention.profiles.days", keptMs: days, leastMs: hours, why: "a day is made of hours" },
    {
      setting: "retention.profiles.days",
      keptMs: days,
      leastMs: maturesMs + longest(definition, () => true),
      why: "a monitor's window reaches back so far",
    },
    {
      setting: "retention.notifications",
      keptMs: notificationsMs,
      leastMs: dayMs,
      why: "what could not be told yet is tried again",
    },
    { setting: "retention.alerts", keptMs: alertsMs, leastMs: dayMs, why: "it is what people look into" },
    {
      setting: "retention.audit",
      keptMs: auditMs,
      leastMs: Math.max(dayMs, definition.retrain?.coolDownMs ?? 0),
      why: "retraining counts its decisions of a day, and cools down",
    },
  ];
}

/** Milliseconds back from an event that features over a time look; what looks at all time or a number of events keeps a state. */
export function longestWindowMs({ features }: Pick<Definition, "features">): number {
  const windows = features
    .flatMap(({ expression }) => [...walk(expression)])
    .map((node) => (node.kind === "aggregate" && node.window.kind === "duration" ? node.window.micros : 0));
  return Math.ceil(Math.max(0, ...windows) / 1_000);
}

/** Whether a feature looks at an entity's past. */
export function looksBack({ features }: Pick<Definition, "features">): boolean {
  return features.some(({ expression }) => [...walk(expression)].some(({ kind }) => kind === "aggregate"));
}

/** Whether a feature looks at all of an entity's past, at its last events however old, or tells never from long ago. */
export function looksBackForever({ features }: Pick<Definition, "features">): boolean {
  const isUnbounded = (node: ExpressionNode) =>
    node.kind === "aggregate" && (node.window.kind !== "duration" || node.function === "state");
  return features.some(({ expression }) => [...walk(expression)].some(isUnbounded));
}

function longest({ monitor }: Definition, of: (monitor: Definition["monitor"][number]) => boolean): number {
  return Math.max(
    0,
    ...monitor.filter((one) => one.kind in monitorTable && of(one)).map(({ overMs }) => overMs),
  );
}

function words(ms: number): string {
  const days = ms / dayMs;
  return days >= 1 ? `${Math.round(days * 100) / 100}d` : `${Math.round((ms / 3_600_000) * 100) / 100}h`;
}
