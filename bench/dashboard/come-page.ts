/** How a page comes up: the first time after a server's start, in a browser that has nothing of it, and in one that was there. */
import { type Measurement, median } from "../benchmark.ts";
import { frozenMs, type PageTime, timedPage } from "./page-time.ts";

export interface ComePage {
  /** Of the page. */
  readonly name: string;
  readonly url: string;
  /** The same page of a small store, and one that is but a sentence. */
  readonly littleUrl: string;
  readonly bareUrl: string;
  readonly rounds: number;
}

interface Measured {
  /** The very first of all. */
  readonly first: PageTime;
  /** Medians: in a browser that keeps nothing of it, and there once more. */
  readonly cold: PageTime;
  readonly again: PageTime;
}

export async function comePage({ name, url, littleUrl, bareUrl, rounds }: ComePage): Promise<Measurement[]> {
  const here = await timeOf(url, rounds);
  const there = await timeOf(littleUrl, rounds);
  const bare = await timeOf(bareUrl, rounds);
  const ms = (value: number) => `${Math.round(value)} ms`;
  const kinds = [
    ["in a new browser", here.cold, there.cold, bare.cold],
    ["once more", here.again, there.again, bare.again],
  ] as const;
  return [
    {
      measure: `${name}, first after the start, interactive`,
      value: here.first.interactiveMs,
      unit: "ms",
      against: `small store ${ms(there.first.interactiveMs)}, bare page ${ms(bare.first.interactiveMs)}`,
    },
    ...kinds.flatMap(([kind, much, little, least]): Measurement[] => [
      {
        measure: `${name}, ${kind}, interactive`,
        value: much.interactiveMs,
        unit: "ms",
        against: `small store ${ms(little.interactiveMs)}, bare page ${ms(least.interactiveMs)}`,
        target: 2 * little.interactiveMs,
        better: "lower",
      },
      {
        measure: `${name}, ${kind}, longest task`,
        value: much.longestTaskMs,
        unit: "ms",
        against: `small store ${ms(little.longestTaskMs)}, bare page ${ms(least.longestTaskMs)}; blocked ${ms(much.blockedMs)} of ${ms(little.blockedMs)}`,
        target: frozenMs,
        better: "lower",
      },
    ]),
  ];
}

async function timeOf(url: string, rounds: number): Promise<Measured> {
  const colds: PageTime[] = [];
  const again: PageTime[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await using timed = await timedPage();
    colds.push(await timed.goTo(url));
    again.push(await timed.goTo(url));
  }
  const [first = middle([])] = colds;
  return { first, cold: middle(colds), again: middle(again) };
}

/** Of each figure the median. */
export function middle(times: readonly PageTime[]): PageTime {
  return {
    interactiveMs: median(times.map((one) => one.interactiveMs)),
    longestTaskMs: median(times.map((one) => one.longestTaskMs)),
    blockedMs: median(times.map((one) => one.blockedMs)),
  };
}
