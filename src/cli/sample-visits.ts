/** The sample data of a new project: visits to a shop, the same on every machine. Who ordered before orders again. */
import { seededRandom } from "../core/random.ts";

const visits = 4_000;
const customers = 160;
const firstDay = Date.UTC(2026, 0, 1);
const spanMs = 90 * 86_400_000;
const channels = ["search", "mail", "direct"] as const;

/** The visits as CSV, in the order of time; 40 of them miss their pages. */
export function sampleVisits(): string {
  const random = seededRandom(7);
  const keenness = Array.from(
    { length: customers },
    () => (random.next() < 0.4 ? 1.6 : -1.8) + 0.5 * random.normal(),
  );
  const rows = Array.from({ length: visits }, (_, index) => {
    const customer = random.below(customers);
    const channel = channels[random.below(channels.length)] ?? "search";
    const intent = (keenness[customer] ?? 0) + random.normal();
    const pages = 1 + Math.floor(Math.exp(1 + 0.35 * intent + 0.4 * random.normal()));
    const basket = Math.exp(3 + 0.3 * intent + 0.5 * random.normal());
    const ordered = 1.7 * intent + (channel === "mail" ? 0.5 : 0) + 0.6 * random.normal() > 0;
    const time = firstDay + Math.floor(((index + random.next()) / visits) * spanMs);
    const seen = index % 100 === 37 ? "" : String(pages);
    return [
      `v${index + 1}`,
      `c${customer + 1}`,
      new Date(time).toISOString(),
      channel,
      seen,
      basket.toFixed(2),
      ordered,
    ].join(",");
  });
  return `${["visit_id,customer_id,started_at,channel,pages,basket,ordered", ...rows].join("\n")}\n`;
}
