/** Colour as an addition: every mark reads the same without it. */
import { stripVTControlCharacters, styleText } from "node:util";

const styles = {
  title: "bold",
  good: "green",
  bad: "red",
  warn: "yellow",
  faint: "dim",
  accent: "cyan",
} as const;

export type StyleName = keyof typeof styles;

/** Text in a style, or as it is where there is no colour. */
export type Paint = (style: StyleName, text: string) => string;

export interface RenderOptions {
  /** Unless told: whether stdout is a terminal that wants colour (NO_COLOR, FORCE_COLOR, a pipe). */
  readonly color?: boolean;
  /** Characters of a line; 80 unless told. */
  readonly width?: number;
}

/** What a section draws on. */
export interface Canvas {
  readonly paint: Paint;
  readonly width: number;
}

/** The canvas for `options`. */
export function canvas(options: RenderOptions = {}): Canvas {
  return { paint: painter(options), width: options.width ?? 80 };
}

/** A heading and what stands under it. */
export function section({ paint }: Canvas, heading: string, body: string): string {
  return `${paint("title", heading)}\n${body}`;
}

/** The painter for `options`. */
export function painter({ color }: RenderOptions = {}): Paint {
  if (color === false) return (_, text) => text;
  if (color === true) return (style, text) => styleText(styles[style], text, { validateStream: false });
  return (style, text) => styleText(styles[style], text, { stream: process.stdout });
}

/** The width of `text` on a terminal, colours not counted. */
export function visibleWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** `text` filled with spaces to `width`, colours not counted. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - visibleWidth(text)));
  return align === "left" ? text + space : space + text;
}

/** `text` cut to `width`, the last character then being an ellipsis. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** `text` in lines of at most `width`, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && visibleWidth(line) + 1 + visibleWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

export interface FlowOptions extends Pick<RenderOptions, "width"> {
  /** How much further in a line goes on than it begins; 0 unless told. */
  readonly hang?: number;
}

/** Lines of prose as lines of at most `width` (80 unless told), broken at spaces; each goes on under its own beginning. */
export function flow(text: string, { width = 80, hang = 0 }: FlowOptions = {}): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? "";
      const parts = wrap(line.slice(indent.length), width - indent.length - hang);
      return parts.map((part, at) => `${indent}${" ".repeat(at === 0 ? 0 : hang)}${part}`);
    })
    .join("\n");
}
