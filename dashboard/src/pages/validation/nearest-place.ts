/** The place of the number that is nearest to `wanted`. */
export function nearestPlace(numbers: readonly number[], wanted: number): number {
  const distance = (at: number) => Math.abs((numbers[at] ?? 0) - wanted);
  return numbers.reduce((best, _, at) => (distance(at) < distance(best) ? at : best), 0);
}
