import type { EventEntry, Fact, LabelFact, Logged } from "./event-log.ts";

/** Both lists in one, in the order of `seq`; an event stands before the label that took effect with it. */
export function mergeFacts(events: readonly Logged<EventEntry>[], labels: readonly LabelFact[]): Fact[] {
  if (labels.length === 0) return [...events];
  const facts: Fact[] = [];
  let next = 0;
  for (const event of events) {
    for (let label = labels[next]; label !== undefined && label.seq < event.seq; label = labels[++next])
      facts.push(label);
    facts.push(event);
  }
  return [...facts, ...labels.slice(next)];
}
