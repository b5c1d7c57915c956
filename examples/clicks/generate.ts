/** Writes the sample data: 10,000 visits × 10 columns, 200 of them without their clicks, the same bytes each time. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Random, seededRandom } from "../../src/core/random.ts";
import { simulateVisits } from "./shop.ts";
import type { Visit } from "./visitor.ts";

const visitCount = 10_000;
/** Visits whose clicks the tracker lost. */
const lostCount = 200;
const seed = 7;
const openedMs = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;

/** Where the data lies: `data/clicks.csv` beside this file. */
export const clicksFile = fileURLToPath(new URL("data/clicks.csv", import.meta.url));

const columns: Readonly<Record<string, (visit: Visit, row: number) => string | number | boolean>> = {
  event_id: (_, row) => `e${String(row + 1).padStart(5, "0")}`,
  user_id: ({ visitor }) => `u${String(visitor).padStart(3, "0")}`,
  ts: ({ day }) => new Date(openedMs + Math.round(day * dayMs)).toISOString(),
  device: ({ device }) => device,
  country: ({ country }) => country,
  page: ({ page }) => page,
  impressions: ({ impressions }) => impressions,
  clicks: ({ clicks }) => clicks,
  dwell_ms: ({ dwellMs }) => dwellMs,
  bought: ({ bought }) => bought,
};

/** A visit as a row of the file, which is its `row`th from 0. */
export function rowOf(visit: Visit, row: number): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(Object.entries(columns).map(([name, cell]) => [name, cell(visit, row)]));
}

/** The whole file as text. */
export function clicksCsv(): string {
  const random = seededRandom(seed);
  const visits = simulateVisits(visitCount, random);
  const lost = drawRows(lostCount, visitCount, random);
  const rows = visits.map((visit, row) =>
    Object.entries(columns)
      .map(([name, cell]) => (name === "clicks" && lost.has(row) ? "" : cell(visit, row)))
      .join(","),
  );
  return `${[Object.keys(columns).join(","), ...rows].join("\n")}\n`;
}

/** `count` different rows of `total`. */
function drawRows(count: number, total: number, random: Random): Set<number> {
  const rows = new Set<number>();
  while (rows.size < count) rows.add(random.below(total));
  return rows;
}

/** Writes {@link clicksFile} and returns its path. */
export async function writeClicks(): Promise<string> {
  await mkdir(dirname(clicksFile), { recursive: true });
  await writeFile(clicksFile, clicksCsv());
  return clicksFile;
}

if (import.meta.main) await writeClicks();
