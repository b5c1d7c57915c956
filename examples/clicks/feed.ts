/**
 * A visit after the redesign: the pages have become a feed without an end. It shows many more offers, and a touch opens
 * one, so everybody clicks, the keen and the others alike: there are more clicks and they mean less. More visits are on
 * phones. Who is interested reads on, and buys; so how long somebody stays tells what clicks told before.
 */
import type { Random } from "../../src/core/random.ts";
import { draw, logistic } from "./chance.ts";
import { devices, type Visit, type Visitor } from "./visitor.ts";

const pages = { feed: 0.85, search: 0.1, offers: 0.05 } as const;
const phoneShare = 0.5;
const interestedShare = 0.42;

/** One visit of `visitor` at its time; changes what the visitor remembers. */
export function visitToFeed(visitor: Visitor, random: Random): Visit {
  const day = visitor.nextVisit;
  const impressions = 16 + random.below(17);
  const clickChance = logistic(-0.8 + 0.1 * visitor.taste);
  const clicks = Array.from({ length: impressions }, () => random.next() < clickChance).filter(
    Boolean,
  ).length;
  const isInterested = random.next() < interestedShare;
  const stays = (isInterested ? 3.4 : 1.6) + 0.35 * random.normal();
  const bought = random.next() < (isInterested ? 0.92 : 0.06);

  if (clicks > 0) visitor.lastClick = day;
  visitor.lastVisit = day;
  visitor.nextVisit = day - Math.log(1 - random.next()) * visitor.pace;
  return {
    visitor: visitor.number,
    day,
    device: random.next() < phoneShare ? "phone" : draw(devices, random),
    country: visitor.country,
    page: draw(pages, random),
    impressions,
    clicks,
    dwellMs: Math.round(1_000 * Math.exp(stays)),
    bought,
  };
}
