/**
 * An upper bound of the chance that a group of `rows` rows, drawn from a table in which the share `share` is bad, holds
 * `bad` bad ones or more: exp(−rows · KL(bad/rows ‖ share)), which holds with and without replacement and for every
 * size (Hoeffding 1963, theorems 1 and 4). 1 where the group is no worse than the table.
 */
export function tailBound(bad: number, rows: number, share: number): number {
  const observed = bad / rows;
  if (!(observed > share)) return 1;
  if (share === 0) return 0;
  const right = observed === 1 ? 0 : (1 - observed) * Math.log((1 - observed) / (1 - share));
  return Math.exp(-rows * (observed * Math.log(observed / share) + right));
}
