/** What happens outside the product: the shop is redesigned, a partner's import goes wrong. */
import { onDay, poison, redesignDay } from "./calendar.ts";
import type { WorldChanged } from "./diary.ts";
import { partnerLabels } from "./people.ts";
import type { Scene, Span } from "./scene.ts";
import type { Label, Visited } from "./world.ts";

interface Outside {
  readonly change: WorldChanged["change"];
  readonly day: number;
  readonly labels: (visits: readonly Visited[]) => readonly Label[];
}

const outside: readonly Outside[] = [
  { change: "redesign", day: redesignDay, labels: () => [] },
  { change: "poison", day: poison.sentOnDay, labels: (visits) => partnerLabels(visits, "wrong") },
  { change: "correction", day: poison.correctedOnDay, labels: (visits) => partnerLabels(visits, "right") },
];

/** What happens outside the product between two looks. */
export async function changeWorld({ shop, visits, emit }: Scene, { from, to }: Span): Promise<void> {
  for (const { change, day, labels } of outside) {
    const at = onDay(day);
    if (at <= from || at > to) continue;
    const told = labels(visits);
    await shop.tell(told);
    emit({ kind: "world", at, change, labels: told.length });
  }
}
