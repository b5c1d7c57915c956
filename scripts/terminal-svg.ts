/** Terminal output as a picture: text with SGR colours in, SVG out. */

export interface Style {
  readonly colour: string | null;
  readonly bold: boolean;
  readonly dim: boolean;
}

export interface Span extends Style {
  readonly text: string;
}

const plain: Style = { colour: null, bold: false, dim: false };

/** SGR codes 30–37 and 90–97, light enough for a dark ground. */
const colours: Readonly<Record<number, string>> = {
  30: "#6e7681",
  31: "#ff7b72",
  32: "#56d364",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#56d4dd",
  37: "#e6edf3",
  90: "#8b949e",
  91: "#ffa198",
  92: "#7ee787",
  93: "#f2cc60",
  94: "#a5d6ff",
  95: "#e2c5ff",
  96: "#b3f0ff",
  97: "#ffffff",
};

/** The style after the SGR code `code`. */
function applied(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, colour: null };
  const colour = colours[code];
  if (colour !== undefined) return { ...style, colour };
  throw new Error(`The picture knows no SGR code ${code}.`);
}

/** `text` by lines, each as spans of one style. */
export function parseTerminal(text: string): Span[][] {
  let style = plain;
  return text.split("\n").map((line) => {
    const spans: Span[] = [];
    for (const [index, part] of line.split("\u001b[").entries()) {
      const codes = index === 0 ? undefined : /^([\d;]*)m/.exec(part)?.[1];
      if (codes !== undefined) style = codes.split(";").map(Number).reduce(applied, style);
      const text = codes === undefined ? part : part.slice(codes.length + 1);
      if (text !== "") spans.push({ text, ...style });
    }
    return spans;
  });
}

const character = { width: 8.43, height: 19 };
const margin = 20;
const titleBar = 34;

/** An SVG of a terminal window that is `columns` wide and shows `text`; `title` stands on top. */
export function terminalSvg(text: string, { columns, title }: { columns: number; title: string }): string {
  const lines = parseTerminal(text);
  const width = Math.round(columns * character.width + 2 * margin);
  const height = lines.length * character.height + 2 * margin + titleBar;
  const rows = lines.map((spans, row) => {
    const y = titleBar + margin + (row + 0.75) * character.height;
    return spans.length === 0 ? "" : textElement(spans, y);
  });
  const buttons = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, index) => `<circle cx="${20 + index * 20}" cy="17" r="6" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>`,
    ...buttons,
    `<text x="${width / 2}" y="22" text-anchor="middle" font-family="sans-serif" font-size="13" fill="#8b949e">${escapeXml(title)}</text>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3" xml:space="preserve">`,
    ...rows.filter((row) => row !== ""),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Each span has its own x and length, so that columns line up in whatever font the reader has. */
function textElement(spans: readonly Span[], y: number): string {
  let column = 0;
  const parts = spans.map(({ text, colour, bold, dim }) => {
    const x = margin + column * character.width;
    const length = [...text].length;
    column += length;
    const attributes = [
      `x="${x.toFixed(2)}"`,
      `textLength="${(length * character.width).toFixed(2)}"`,
      ...(colour === null ? [] : [`fill="${colour}"`]),
      ...(bold ? ['font-weight="bold"'] : []),
      ...(dim ? ['opacity="0.65"'] : []),
    ];
    return text.trim() === "" ? "" : `<tspan ${attributes.join(" ")}>${escapeXml(text)}</tspan>`;
  });
  return `<text y="${y.toFixed(2)}">${parts.join("")}</text>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
