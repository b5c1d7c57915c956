import type { Measurement } from "../benchmark.ts";
import { middle } from "./come-page.ts";
import { frozenMs, type PageTime, timedPage } from "./page-time.ts";
import type { Work } from "./works.ts";

export interface WorkPage extends Work {
  /** Of the server. */
  readonly url: string;
  readonly rounds: number;
}

/** How a page takes what people do on it. */
export async function workPage({ name, address, work, url, rounds }: WorkPage): Promise<Measurement[]> {
  const times: PageTime[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await using timed = await timedPage();
    await timed.goTo(`${url}/ui${address}`);
    times.push(await timed.during(() => work(timed.page)));
  }
  const { longestTaskMs, interactiveMs } = middle(times);
  return [
    {
      measure: `${name}, longest task`,
      value: longestTaskMs,
      unit: "ms",
      against: `at rest after ${Math.round(interactiveMs)} ms`,
      target: frozenMs,
      better: "lower",
    },
  ];
}
