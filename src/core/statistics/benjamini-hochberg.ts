/**
 * p-values adjusted so that to call those of at most q true is to be wrong in at most the share q of the calls
 * (Benjamini and Hochberg 1995); where nothing is true, the chance of a single call is at most q.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[b] ?? 0) - (pValues[a] ?? 0));
  const adjusted = pValues.map(() => 1);
  let least = 1;
  order.forEach((index, place) => {
    const rank = pValues.length - place;
    least = Math.min(least, ((pValues[index] ?? 1) * pValues.length) / rank);
    adjusted[index] = least;
  });
  return adjusted;
}
