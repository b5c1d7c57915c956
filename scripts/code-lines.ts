/** Lines of code: what a parsed file holds beside comments and blanks. */
import { type Node, SyntaxKind } from "typescript/unstable/ast";

const opaqueKinds = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
]);

/** The 0-based lines of `file`, whose text is `text`, that hold something other than comments and blanks. */
export function codeLines(file: Node, text: string, lineOf: (position: number) => number): Set<number> {
  const opaqueEnds = new Map<number, number>();
  visit(file, (node) => {
    if (opaqueKinds.has(node.kind)) opaqueEnds.set(node.getStart(), node.end);
  });
  const lines = new Set<number>();
  let position = text.startsWith("#!") ? text.indexOf("\n") : 0;
  while (position < text.length) {
    const opaqueEnd = opaqueEnds.get(position);
    if (opaqueEnd !== undefined) {
      for (let line = lineOf(position); line <= lineOf(opaqueEnd); line++) lines.add(line);
      position = opaqueEnd;
    } else if (text.startsWith("//", position)) {
      position = endOf("\n", text, position);
    } else if (text.startsWith("/*", position)) {
      position = endOf("*/", text, position);
    } else {
      if (/\S/.test(text.charAt(position))) lines.add(lineOf(position));
      position++;
    }
  }
  return lines;
}

function endOf(mark: string, text: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

/** Calls `look` on `node` and everything below it, parents first. */
export function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  node.forEachChild((child) => {
    visit(child, look);
    return undefined;
  });
}
