/** Which of the routes under /api/ a request is for, as the framework's router would say of those that it knows. */
import type { Route } from "../../route.ts";
import { apiRoutes } from "./index.ts";

export interface FoundRoute {
  readonly route: Route;
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly route: Route;
  readonly path: string;
  readonly words: readonly string[];
}

/** As the router has it for the others. */
const mostParamLength = 512;

/** No path fits two of them. */
const patterns: readonly Pattern[] = apiRoutes.flatMap((route) =>
  route.paths.map((path) => ({ route, path, words: path.split("/") })),
);

/** The route for `url`, with or without a query; null where there is none. */
export function findApiRoute(method: string, url: string): FoundRoute | null {
  const words = wordsOf(url);
  const found =
    words && patterns.find((pattern) => isFor(pattern.route, method) && fits(pattern.words, words));
  return found ? { route: found.route, path: found.path, params: paramsOf(found.words, words) } : null;
}

/** What a GET says, a HEAD may ask about, but for what has no end. */
function isFor({ method, events }: Route, asked: string): boolean {
  return asked === method || (asked === "HEAD" && method === "GET" && events === undefined);
}

function wordsOf(url: string): readonly string[] | null {
  const [path = ""] = url.split(/[?#]/, 1);
  try {
    return path.split("/").map(decodeURIComponent);
  } catch {
    return null; // no UTF-8: there is no route of that name
  }
}

function fits(pattern: readonly string[], words: readonly string[]): boolean {
  const fitsAt = (name: string, at: number) => {
    const word = words[at] ?? "";
    return isParam(name) ? word.length <= mostParamLength : name === word;
  };
  return pattern.length === words.length && pattern.every(fitsAt);
}

function paramsOf(pattern: readonly string[], words: readonly string[]): FoundRoute["params"] {
  const entries = pattern.map((name, at) => [name, words[at] ?? ""] as const);
  return Object.fromEntries(
    entries.flatMap(([name, word]) => (isParam(name) ? [[name.slice(1, -1), word]] : [])),
  );
}

function isParam(name: string): boolean {
  return name.startsWith("{");
}
