/**
 * The people behind the sample data: a small online shop over about two months.
 *
 * Each visit shows a handful of offers; the visitor clicks some, stays a while and buys or not. Visitors differ in
 * taste (how readily they click), and the taste drifts from day to day. Clicking forms a habit: the share of offers
 * that someone clicked lately, older visits counting less, makes both the next click and a purchase likelier.
 * A click also leaves someone warm for a few days, and only the warm act on their habit: who clicks much and clicked
 * yesterday comes to buy, who clicks much but last did three weeks ago comes to look, as does who rarely clicks. So a
 * purchase follows from two things together that the visitor did before, which no column of the visit itself holds;
 * the columns of the visit (its clicks, the time spent, the page) only echo them. Chance decides the rest.
 */
import type { Random } from "../../src/core/random.ts";

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

interface Visitor {
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

const visitorCount = 420;
const habitHalfLifeDays = 15;
const warmthHalfLifeDays = 3;
const usualHabit = 0.24;
/** Below this share of clicks nobody buys out of habit. */
const leastHabit = 0.22;

const devices = { phone: 0.55, laptop: 0.3, tablet: 0.15 } as const;
const countries = { DE: 0.35, FR: 0.25, ES: 0.2, IT: 0.12, PT: 0.08 } as const;
/** How likely a visit begins on the page, and how that moves the logit of a click. */
const pages = {
  home: { share: 0.4, pull: -0.15 },
  search: { share: 0.3, pull: 0.2 },
  category: { share: 0.2, pull: 0 },
  offers: { share: 0.1, pull: 0.3 },
} as const;

/** The first `count` visits to the shop, in the order of time. */
export function simulateVisits(count: number, random: Random): Visit[] {
  const visitors = Array.from({ length: visitorCount }, (_, number) => newVisitor(number + 1, random));
  return Array.from({ length: count }, () => {
    const next = visitors.reduce((first, other) => (other.nextVisit < first.nextVisit ? other : first));
    return visit(next, random);
  });
}

function newVisitor(number: number, random: Random): Visitor {
  const keen = random.next() < 0.45;
  const firstVisit = random.next() ** 2 * 45;
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

/** One visit of `visitor` at its time; changes what the visitor remembers. */
function visit(visitor: Visitor, random: Random): Visit {
  const day = visitor.nextVisit;
  const away = day - visitor.lastVisit;
  const fading = 0.5 ** (away / habitHalfLifeDays);
  visitor.clicked *= fading;
  visitor.shown *= fading;
  visitor.mood = visitor.mood * 0.97 ** away + 0.12 * Math.sqrt(away) * random.normal();

  const habit = (visitor.clicked + 3 * usualHabit) / (visitor.shown + 3);
  const warmth = visitor.lastClick === null ? 0 : 0.5 ** ((day - visitor.lastClick) / warmthHalfLifeDays);
  const page = drawPage(random);
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

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function drawPage(random: Random): keyof typeof pages {
  const shares = Object.fromEntries(Object.entries(pages).map(([page, { share }]) => [page, share]));
  return draw(shares as Record<keyof typeof pages, number>, random);
}

/** One of the keys of `shares`, each as often as its share, which together are 1. */
function draw<K extends string>(shares: Readonly<Record<K, number>>, random: Random): K {
  let rest = random.next();
  const names = Object.keys(shares) as K[];
  const drawn = names.find((name) => {
    rest -= shares[name];
    return rest < 0;
  });
  return drawn ?? (names[0] as K);
}
