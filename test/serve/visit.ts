/** What the tests of the live routes send, and what they ask of the log. */
import type { LiveApp } from "./live-app.ts";

/** `n` minutes past ten. */
const at = (n: number) => `2026-03-01T10:${String(n).padStart(2, "0")}:00Z`;

export const visit = (id: string, minute: number, change: Readonly<Record<string, unknown>> = {}) => ({
  event_id: id,
  user_id: "u1",
  ts: at(minute),
  device: "phone",
  clicks: 3,
  ...change,
});

export const asked = (server: LiveApp, body: unknown, query = "") => server.post(`/predict${query}`, body);

/** What the log has of the entity. */
export async function factsOf(server: LiveApp, entity = "u1") {
  const after = Number.MAX_SAFE_INTEGER;
  const { histories } = await server.eventLog.read({ after, cold: [entity], plan: "none" });
  return histories[0]?.facts ?? [];
}
