/** A server's log told message by message: the product's own plan of an append says what becomes of each. */
import { z } from "zod";
import { findRepeats, type Past, planAppend, type Truth } from "../../../io/event-log/decide-append.ts";
import type { LogEntry } from "../../../io/event-log/index.ts";

const eventId = z.string().min(1).max(200);

export const logStorySchema = z.object({
  /** In their order: an event that is asked about, or the truth about one. */
  messages: z
    .array(
      z.union([
        z.object({ kind: z.literal("ask"), event: eventId }),
        z.object({ kind: z.literal("truth"), event: eventId, label: z.string().max(200) }),
      ]),
    )
    .max(40),
});

export type LogStory = z.infer<typeof logStorySchema>;

export const logOutcomes = ["recorded", "the first answer again", "matched", "pending", "repeated"] as const;

export interface ToldLog {
  readonly outcomes: readonly (typeof logOutcomes)[number][];
  /** What the log holds in the end. */
  readonly events: number;
  readonly predictions: number;
  readonly labels: number;
}

/** What a log that was empty makes of the messages. */
export function tellLog({ messages }: LogStory): ToldLog {
  let past = emptyPast;
  let labels = 0;
  const outcomes = messages.map((message, index): ToldLog["outcomes"][number] => {
    const entries = entriesOf(message, index);
    if (findRepeats(entries, past) !== null) return "the first answer again";
    const plan = planAppend(entries, past, { now: index });
    past = after(past, { entries, plan });
    labels += plan.labels.length;
    return message.kind === "ask" ? "recorded" : (plan.outcomes[0] ?? "pending");
  });
  return { outcomes, events: past.events.size, predictions: past.predictions.size, labels };
}

const emptyPast: Past = {
  position: { seq: 0, erasedSeq: 0 },
  events: new Map(),
  predictions: new Map(),
  feedbackOfPrediction: new Map(),
  feedbackOfEvent: new Map(),
  removedTo: new Map(),
};

function entriesOf(message: LogStory["messages"][number], index: number): LogEntry[] {
  const { event: id } = message;
  if (message.kind === "truth")
    return [{ kind: "feedback", predictionId: null, eventId: id, label: JSON.stringify(message.label) }];
  const common = { entity: "e", time: index, body: "{}" };
  return [
    { kind: "event", id, ...common },
    { kind: "prediction", id: `p${index}`, eventId: id, model: "m", version: 1, ...common },
  ];
}

interface Appending {
  readonly entries: readonly LogEntry[];
  readonly plan: ReturnType<typeof planAppend>;
}

/** What the log knows after the append. */
function after(past: Past, { entries, plan }: Appending): Past {
  const events = new Map(past.events);
  const predictions = new Map(past.predictions);
  const feedback = new Map(past.feedbackOfEvent);
  for (const entry of entries) {
    if (entry.kind === "event" && entry.id !== null) events.set(entry.id, entry);
    if (entry.kind === "prediction") predictions.set(entry.id, entry);
  }
  const effective = new Set(plan.lateEffects.map(({ feedbackSeq }) => feedbackSeq));
  for (const [id, truths] of feedback)
    feedback.set(
      id,
      truths.map((truth) => (effective.has(truth.seq) ? { ...truth, isEffective: true } : truth)),
    );
  for (const { seq, entry, fact } of plan.feedback) {
    if (entry.eventId === null) continue;
    const truth: Truth = { seq, label: entry.label, source: entry.source ?? "", isEffective: fact !== null };
    feedback.set(entry.eventId, [truth]);
  }
  const position = { ...past.position, seq: plan.last };
  return { ...past, position, events, predictions, feedbackOfEvent: feedback };
}
