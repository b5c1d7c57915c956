/**
 * A source takes back what it said of a prediction or an event. The log is only ever added to, so this stands in the place of
 * the source's next label; from then on the source says nothing. What it had said stays in the history.
 */

/** What an entry carries in the place of its label, JSON text as every label. */
export const withdrawnLabel = '{"withdrawn":true}';

const beginning = '{"withdrawn":true';

/** What the log keeps of it: with the newest label that others hold at that place, JSON text; null where none does. */
export function withdrawnTo(holds: string | null): string {
  return `${beginning},"holds":${holds ?? "null"}}`;
}

/** Whether the label's text takes a label back. */
export function isWithdrawn(label: string): boolean {
  return label.startsWith(beginning);
}

/** What holds from this label on where the newest counts, JSON text: itself, or what a withdrawal left; "null" for nothing. */
export function labelLeft(label: string): string {
  if (!isWithdrawn(label)) return label;
  const { holds = null } = JSON.parse(label) as { readonly holds?: unknown };
  return JSON.stringify(holds);
}

/** What LIKE finds such a text by, in each of the databases. */
export const withdrawnPattern = `${beginning}%`;

/** A condition of SQL over a label's text. */
export function withdrawnSql(label: string): string {
  return `(${label}) LIKE '${withdrawnPattern}'`;
}
