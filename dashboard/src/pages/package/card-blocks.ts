/** A part of a model card, which is Markdown of few kinds: headings, lists, tables, paragraphs. */
export type CardBlock = Part & {
  /** Its place in the text; no two blocks share one. */
  readonly at: number;
};

type Part =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string };

export function cardBlocks(markdown: string): CardBlock[] {
  const parts = markdown.matchAll(/\S[\s\S]*?(?=\s*(?:\n{2}|$))/g);
  return [...parts].flatMap(({ 0: part, index }) =>
    blocksOf(part).map((block, nth) => ({ ...block, at: index + nth })),
  );
}

function blocksOf(part: string): Part[] {
  const heading = /^(#{1,6}) ([^\n]*)\n?([\s\S]*)$/.exec(part);
  if (heading !== null) {
    const [, marks = "", text = "", rest = ""] = heading;
    const after = rest.trim() === "" ? [] : blocksOf(rest.trim());
    return [{ kind: "heading", level: marks.length, text }, ...after];
  }
  const lines = part.split("\n");
  if (part.startsWith("```")) return [{ kind: "code", text: lines.slice(1, -1).join("\n") }];
  if (lines.every((line) => line.startsWith("|"))) {
    const [head = [], , ...rows] = lines.map(cellsOf);
    return [{ kind: "table", head, rows }];
  }
  if (lines.every((line) => /^([-*] | {2,})/.test(line)))
    return [{ kind: "list", items: lines.map((line) => line.replace(/^[-*] /, "").trim()) }];
  return [{ kind: "paragraph", text: part.replaceAll("\n", " ") }];
}

/** A bar with a backslash before it is part of a cell. */
function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}
