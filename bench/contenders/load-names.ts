/** The numbers of a row that bench/load.ts writes and load-rows.ts reads: x1 … x12. */
export const loadNames: readonly string[] = Array.from({ length: 12 }, (_, index) => `x${index + 1}`);
