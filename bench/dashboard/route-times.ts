/** How long the routes take that pages wait for, of a large and of a small store. */
import { type Measurement, median } from "../benchmark.ts";

export interface TimeRoutes {
  /** Addresses of servers. */
  readonly large: string;
  readonly small: string;
  readonly rounds: number;
}

interface AskedRoute {
  readonly name: string;
  /** What is asked, of a span that ends now. */
  ask(span: string): string;
}

/** A prediction of a copied day is far from the newest; of an entity that was never there everything is looked at. */
const routes: readonly AskedRoute[] = [
  { name: "status of 90 days", ask: (span) => `/api/status?${span}` },
  { name: "history of 90 days", ask: (span) => `/api/history?${span}` },
  { name: "drift of 90 days", ask: (span) => `/api/drift?${span}` },
  { name: "model events of 90 days", ask: (span) => `/api/model-events?${span}` },
  { name: "alerts", ask: () => "/api/alerts" },
  { name: "models", ask: () => "/api/models" },
  { name: "runs", ask: () => "/api/runs" },
  { name: "validation", ask: () => "/api/runs/latest/validation" },
  { name: "predictions, the newest", ask: (span) => `/api/predictions?limit=50&${span}` },
  { name: "predictions by id", ask: () => "/api/predictions?limit=50&id=live1" },
  {
    name: "predictions by entity, of 1 in 5,000",
    ask: (span) => `/api/predictions?limit=50&entity=c7&${span}`,
  },
  { name: "predictions by entity, of none", ask: (span) => `/api/predictions?limit=50&entity=none&${span}` },
  { name: "predictions by score, of none", ask: (span) => `/api/predictions?limit=50&scoreFrom=1&${span}` },
  { name: "predictions, the wrong ones", ask: (span) => `/api/predictions?limit=50&verdict=wrong&${span}` },
];

const dayMs = 86_400_000;

export async function timeRoutes({ large, small, rounds }: TimeRoutes): Promise<Measurement[]> {
  const to = Math.ceil(Date.now() / 60_000) * 60_000;
  const span = `from=${to - 90 * dayMs}&to=${to}`;
  const measured: Measurement[] = [];
  for (const { name, ask } of routes) {
    const [here, there] = [await time(large + ask(span), rounds), await time(small + ask(span), rounds)];
    measured.push({
      measure: `${name}, the route`,
      value: here.ms,
      unit: "ms",
      against: `${(here.ms / there.ms).toFixed(1)} times the small store's ${there.ms.toFixed(1)} ms; ${Math.round(here.bytes / 1_000)} kB of ${Math.round(there.bytes / 1_000)} kB`,
    });
  }
  return measured;
}

async function time(url: string, rounds: number): Promise<{ readonly ms: number; readonly bytes: number }> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const began = performance.now();
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
    bytes = text.length;
    if (round > 0) times.push(performance.now() - began); // the first loads what it needs
  }
  return { ms: median(times), bytes };
}
