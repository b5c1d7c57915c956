/** Visits as a server of the trained project recorded them, after all that it was trained on. */
import type { LogEntry } from "../io/event-log/index.ts";

export const start = Date.UTC(2026, 5, 1);
export const visitsRecorded = 6_000;

/** Those with a full basket order. */
export function visit(index: number) {
  const basket = (index * 37) % 100;
  return {
    id: `live ${index}`,
    entity: `c${index % 40}`,
    time: (start + index * 60_000) * 1_000,
    body: {
      visit_id: `live ${index}`,
      customer_id: `c${index % 40}`,
      started_at: new Date(start + index * 60_000).toISOString(),
      channel: "mail",
      pages: 1 + (index % 9),
      basket,
    },
    ordered: basket > 50,
  };
}

export const event = ({ id, entity, time, body }: ReturnType<typeof visit>): LogEntry => ({
  kind: "event",
  id,
  entity,
  time,
  body: JSON.stringify(body),
});
export const report = (eventId: string, label: unknown): LogEntry => ({
  kind: "feedback",
  predictionId: null,
  eventId,
  label: JSON.stringify(label),
});

/** A prediction about a visit, from these inputs. */
export function asked(
  { id, entity, time, body: raw }: ReturnType<typeof visit>,
  inputs: Readonly<Record<string, number | null>>,
): LogEntry {
  const answer = { prediction_id: `p ${id}` };
  const body = JSON.stringify({ max_lateness_us: 0, raw, inputs, answer });
  return {
    ...{ kind: "prediction", id: `p ${id}`, eventId: id, entity, time, body },
    ...{ model: "will-order", version: 1 },
  };
}

/** A question with record=false about an event of the source, and what was said of the answer. */
export function unrecorded(id: string, label: unknown): LogEntry[] {
  const inputs = { visits_30d: 1, order_rate: null, basket_size: 1 };
  const said = {
    kind: "feedback",
    predictionId: `p ${id}`,
    eventId: null,
    label: JSON.stringify(label),
  } as const;
  return [asked({ ...visit(8), id }, inputs), said];
}
