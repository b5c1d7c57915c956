/** What the simulated people draw with. */
import type { Random } from "../../src/core/random.ts";

export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** One of the keys of `shares`, each as often as its share, which together are 1. */
export function draw<K extends string>(shares: Readonly<Record<K, number>>, random: Random): K {
  let rest = random.next();
  const names = Object.keys(shares) as K[];
  const drawn = names.find((name) => {
    rest -= shares[name];
    return rest < 0;
  });
  return drawn ?? (names[0] as K);
}

/** The shares alone. */
export function sharesOf<K extends string>(
  table: Readonly<Record<K, { readonly share: number }>>,
): Record<K, number> {
  const shares = Object.entries<{ readonly share: number }>(table).map(([name, { share }]) => [name, share]);
  return Object.fromEntries(shares) as Record<K, number>;
}
