/** The number of the cell between `edges` (ascending) in which a number lies, in SQL: 0 up to the first of them. */
export function cellSql(value: string, edges: readonly number[]): string {
  const above = edges.map((edge) => `CAST(${value} > CAST('${edge}' AS DOUBLE) AS INTEGER)`);
  return above.length === 0 ? "0" : `(${above.join(" + ")})`;
}
