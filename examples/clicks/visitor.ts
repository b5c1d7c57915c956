/** Who comes to the shop, and what a visit of theirs leaves behind. */
import type { Random } from "../../src/core/random.ts";
import { draw } from "./chance.ts";

export interface Visit {
  readonly visitor: number;
  /** Days since the shop opened. */
  readonly day: number;
  readonly device: string;
  readonly country: string;
  readonly page: string;
  readonly impressions: number;
  readonly clicks: number;
  readonly dwellMs: number;
  readonly bought: boolean;
}

export interface Visitor {
  readonly number: number;
  readonly taste: number;
  readonly device: string;
  readonly country: string;
  /** Days between visits, on average. */
  readonly pace: number;
  mood: number;
  lastVisit: number;
  nextVisit: number;
  lastClick: number | null;
  /** Clicks and impressions that count, older ones less. */
  clicked: number;
  shown: number;
}

export const devices = { phone: 0.55, laptop: 0.3, tablet: 0.15 } as const;
const countries = { DE: 0.35, FR: 0.25, ES: 0.2, IT: 0.12, PT: 0.08 } as const;

/** Somebody who comes for the first time within so many days, sooner rather than later. */
export function newVisitor(
  { number, foundWithinDays }: { readonly number: number; readonly foundWithinDays: number },
  random: Random,
): Visitor {
  const keen = random.next() < 0.45;
  const firstVisit = random.next() ** 2 * foundWithinDays;
  return {
    number,
    taste: keen ? -0.6 + 0.35 * random.normal() : -2.3 + 0.45 * random.normal(),
    device: draw(devices, random),
    country: draw(countries, random),
    pace: 1 + 2.4 * random.next(),
    mood: 0,
    lastVisit: firstVisit,
    nextVisit: firstVisit,
    lastClick: null,
    clicked: 0,
    shown: 0,
  };
}
