import type { Random } from "../random.ts";

/** Fills `counts` with how often each row falls into one bootstrap sample: rows draws with replacement. */
export function drawCounts(counts: Uint32Array, random: Random): void {
  counts.fill(0);
  const rows = counts.length;
  for (let draw = 0; draw < rows; draw++) {
    const row = random.below(rows);
    counts[row] = (counts[row] ?? 0) + 1;
  }
}

/** `wanted` of the rows 0 … rows − 1 without replacement, ascending (selection sampling, Knuth 3.4.2 S); all where rows are fewer. */
export function chooseRows(rows: number, wanted: number, random: Random): Uint32Array {
  const chosen = new Uint32Array(Math.min(rows, wanted));
  let taken = 0;
  for (let row = 0; taken < chosen.length; row++) {
    if ((rows - row) * random.next() < chosen.length - taken) chosen[taken++] = row;
  }
  return chosen;
}

/** Shuffles `order` in place (Fisher and Yates). */
export function shuffle(order: Uint32Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
}
