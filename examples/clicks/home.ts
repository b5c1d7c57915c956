/** A visit to the shop as it was built: the clicks tell who will buy. */
import type { Random } from "../../src/core/random.ts";
import { draw, logistic, sharesOf } from "./chance.ts";
import { devices, type Visit, type Visitor } from "./visitor.ts";

const habitHalfLifeDays = 15;
const warmthHalfLifeDays = 3;
const usualHabit = 0.24;
/** Below this share of clicks nobody buys out of habit. */
const leastHabit = 0.22;

/** How likely a visit begins on the page, and how that moves the logit of a click. */
const pages = {
  home: { share: 0.4, pull: -0.15 },
  search: { share: 0.3, pull: 0.2 },
  category: { share: 0.2, pull: 0 },
  offers: { share: 0.1, pull: 0.3 },
} as const;

const pageShares = sharesOf(pages);

/** One visit of `visitor` at its time; changes what the visitor remembers. */
export function visitToHome(visitor: Visitor, random: Random): Visit {
  const day = visitor.nextVisit;
  const away = day - visitor.lastVisit;
  const fading = 0.5 ** (away / habitHalfLifeDays);
  visitor.clicked *= fading;
  visitor.shown *= fading;
  visitor.mood = visitor.mood * 0.97 ** away + 0.12 * Math.sqrt(away) * random.normal();

  const habit = (visitor.clicked + 3 * usualHabit) / (visitor.shown + 3);
  const warmth = visitor.lastClick === null ? 0 : 0.5 ** ((day - visitor.lastClick) / warmthHalfLifeDays);
  const page = draw(pageShares, random);
  const impressions = 3 + random.below(6);
  const clickChance = logistic(visitor.taste + visitor.mood + 1.5 * (habit - usualHabit) + pages[page].pull);
  const clicks = Array.from({ length: impressions }, () => random.next() < clickChance).filter(
    Boolean,
  ).length;
  const intent = 45 * Math.max(0, habit - leastHabit) * warmth - 1.9;
  const bought = random.next() < logistic(intent);

  visitor.clicked += clicks;
  visitor.shown += impressions;
  if (clicks > 0) visitor.lastClick = day;
  visitor.lastVisit = day;
  visitor.nextVisit = day - Math.log(1 - random.next()) * visitor.pace;
  return {
    visitor: visitor.number,
    day,
    device: random.next() < 0.9 ? visitor.device : draw(devices, random),
    country: visitor.country,
    page,
    impressions,
    clicks,
    dwellMs: Math.round(1_000 * Math.exp(1.5 + 0.12 * impressions + 0.1 * clicks + 0.6 * random.normal())),
    bought,
  };
}
