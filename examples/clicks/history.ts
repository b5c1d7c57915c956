/**
 * Writes a recorded history to try monitors on: three days of the shop's answers with their labels two hours late. On
 * the second day's noon visitors begin to behave otherwise, and one evening a slow disk holds answers up.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Random, seededRandom } from "../../src/core/random.ts";

const seed = 11;
const beganMs = Date.UTC(2026, 4, 4);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const days = 3;
/** From when on the answers are often wrong. */
const changedMs = beganMs + 36 * hourMs;
const slowMs = beganMs + 20 * hourMs;

/** Where the history lies: beside this file. */
export const historyFile = fileURLToPath(new URL("history.jsonl", import.meta.url));

interface Answered {
  readonly at: number;
  readonly latencyMs: number;
}

/** The whole history as text, one prediction a line. */
export function clicksHistory(): string {
  const random = seededRandom(seed);
  const lines = [...usual(random), ...slow(random)]
    .toSorted((one, other) => one.at - other.at)
    .map((answered) => JSON.stringify(prediction(answered, random)));
  return `${lines.join("\n")}\n`;
}

/** An answer every eight minutes. */
function usual(random: Random): Answered[] {
  return Array.from({ length: (days * 24 * 60) / 8 }, (_, index) => ({
    at: beganMs + index * 8 * minuteMs + random.below(minuteMs),
    latencyMs: latency(8, random),
  }));
}

/** Forty answers in four minutes, the last ones late. */
function slow(random: Random): Answered[] {
  return Array.from({ length: 40 }, (_, index) => ({
    at: slowMs + index * 6_000,
    latencyMs: latency(index < 20 ? 10 : 140, random),
  }));
}

function latency(usualMs: number, random: Random): number {
  return Math.round(10 * usualMs * Math.exp(0.15 * random.normal())) / 10;
}

function prediction({ at, latencyMs }: Answered, random: Random): object {
  const probability = Math.round(1_000 / (1 + Math.exp(1.2 - 2.4 * random.normal()))) / 1_000;
  const chance = at < changedMs ? probability : 0.5 + (0.5 - probability) * 0.3;
  return {
    time: new Date(at).toISOString(),
    prediction: probability >= 0.5,
    probability,
    label: random.next() < chance,
    labelTime: new Date(at + 2 * hourMs).toISOString(),
    latencyMs,
    inputs: {
      device: ["phone", "laptop", "tablet"][random.below(3)] ?? null,
      page: random.next() < 0.6 ? "home" : "search",
    },
  };
}

if (import.meta.main) await writeFile(historyFile, clicksHistory());
