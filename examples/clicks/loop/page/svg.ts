/** Markup as text: elements of SVG and HTML, everything in them escaped. */

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Text that is markup already. */
export interface Markup {
  readonly markup: string;
}

/** Markup, text to be escaped, or several. */
export type Content = Markup | string | readonly Content[];

/** An element. Numbers are written with two decimals at most. */
export function element(name: string, attributes: Attributes = {}, ...content: readonly Content[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? short(value) : String(value))}"`)
    .join("");
  return { markup: `<${name}${written}>${content.map(markupOf).join("")}</${name}>` };
}

/** The text of `content`. */
export function markupOf(content: Content): string {
  if (typeof content === "string") return escaped(content);
  return "markup" in content ? content.markup : content.map(markupOf).join("");
}

/** The path through points; a point that is null begins a new piece. */
export function pathOf(points: readonly (readonly [x: number, y: number] | null)[]): string {
  return points
    .flatMap((point, index) => {
      if (point === null) return [];
      const [x, y] = point;
      const isFirst = index === 0 || points[index - 1] === null;
      return [`${isFirst ? "M" : "L"}${short(x)} ${short(y)}`];
    })
    .join("");
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
