/** The shop's visits as they come and its labels as they become known, by the simulated clock. The same each time. */
import { type Random, seededRandom } from "../../../src/core/random.ts";
import { rowOf } from "../generate.ts";
import { openShop } from "../shop.ts";
import type { Visit } from "../visitor.ts";
import { dayMs, historyDays, openedMs, redesignDay } from "./calendar.ts";

/** A visit with the id of its event and the time that it began, epoch milliseconds. */
export interface Visited {
  readonly id: string;
  readonly at: number;
  /** As the model is asked about it. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly bought: boolean;
}

export interface Label {
  readonly event_id: string;
  readonly label: boolean;
  readonly source: string;
}

export interface World {
  /** The visits since the last call, up to `now`. */
  visitsUntil(now: number): readonly Visited[];
  /** The shop's own labels that became known since the last call. */
  labelsUntil(now: number): readonly Label[];
}

export interface WorldOptions {
  /** Who comes to the shop; about half of them on any day. */
  readonly visitors: number;
  readonly seed?: number;
}

/** Of labels that ever come. */
const labelledShare = 0.97;
/** An order is settled one to two days after the visit. */
const settlesWithinDays = { least: 1, most: 2 } as const;

/** The shop from its first visit on. */
export function openWorld({ visitors, seed = 7 }: WorldOptions): World {
  const random = seededRandom(seed);
  const shop = openShop(random, {
    visitors,
    foundWithinDays: historyDays * 0.75,
    redesignedOn: historyDays + redesignDay,
  });
  const visits = inOrder(shop);
  const settling: { readonly label: Label; readonly at: number }[] = [];
  return {
    visitsUntil(now) {
      const came = visits(now);
      for (const visit of came) settling.push(...settle(visit, random));
      return came;
    },
    labelsUntil(now) {
      const known = settling.filter(({ at }) => at <= now).map(({ label }) => label);
      settling.splice(0, settling.length, ...settling.filter(({ at }) => at > now));
      return known;
    },
  };
}

/** The visits up to a time, each once. */
function inOrder(shop: () => Visit): (now: number) => Visited[] {
  let next = shop();
  let count = 0;
  return (now) => {
    const came: Visited[] = [];
    while (openedMs + next.day * dayMs <= now) {
      const { bought, ...row } = rowOf(next, count);
      came.push({ id: String(row.event_id), at: Date.parse(String(row.ts)), row, bought: bought === true });
      count += 1;
      next = shop();
    }
    return came;
  };
}

function settle({ id, at, bought }: Visited, random: Random) {
  const { least, most } = settlesWithinDays;
  const after = (least + (most - least) * random.next()) * dayMs;
  const label = { event_id: id, label: bought, source: "shop" };
  return random.next() < labelledShare ? [{ label, at: at + after }] : [];
}

/** Visits as the file that the first version learns from. */
export function asCsv(visits: readonly Visited[]): string {
  const [first] = visits;
  const names = [...Object.keys(first?.row ?? {}), "bought"];
  const lines = visits.map(({ row, bought }) => [...Object.values(row), bought].join(","));
  return `${[names.join(","), ...lines].join("\n")}\n`;
}
