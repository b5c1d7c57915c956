const numeral = /^[-−+]?\d[\d.,]*(e[-+]?\d+)?%?$/i;

/** Of a column of such values: numbers stand digit below digit. */
export function columnKind(values: readonly unknown[]): "number" | "text" {
  const known = values.filter((value) => value !== null && value !== undefined && value !== "");
  return known.length > 0 && known.every((value) => numeral.test(String(value))) ? "number" : "text";
}
