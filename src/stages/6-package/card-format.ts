/** Numbers and tables as the model card shows them. */

/** `1960` as `1,960`. */
export function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** At most four significant digits. */
export function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4, useGrouping: false });
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
