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
import { visitToFeed } from "./feed.ts";
import { visitToHome } from "./home.ts";
import { newVisitor, type Visit } from "./visitor.ts";

export interface ShopOptions {
  /** 420 unless told. */
  readonly visitors?: number;
  /** Over how many days they come for the first time, most of them early; 45 unless told. */
  readonly foundWithinDays?: number;
  /** The day on which the shop's pages are redesigned; never unless told. */
  readonly redesignedOn?: number;
}

/** The first `count` visits to the shop, in the order of time. */
export function simulateVisits(count: number, random: Random): Visit[] {
  const shop = openShop(random);
  return Array.from({ length: count }, () => shop());
}

/** A shop that gives its next visit at each call, in the order of time, without end. */
export function openShop(random: Random, options: ShopOptions = {}): () => Visit {
  const { visitors: count = 420, foundWithinDays = 45, redesignedOn = Number.POSITIVE_INFINITY } = options;
  const visitors = Array.from({ length: count }, (_, number) =>
    newVisitor({ number: number + 1, foundWithinDays }, random),
  );
  return () => {
    const next = visitors.reduce((first, other) => (other.nextVisit < first.nextVisit ? other : first));
    return next.nextVisit < redesignedOn ? visitToHome(next, random) : visitToFeed(next, random);
  };
}
