/** Secrets of channels: read from the environment when they are wanted, and kept out of every word that is written down. */
import { type EnvironmentName, variableOf } from "../../../core/definition/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What `value` stands for: itself, or what the variable holds that it names; the names that hold nothing are missing. */
export function readValue(value: string, environment: Environment): string {
  return value.startsWith("env:") ? (environment[variableOf(value as EnvironmentName)] ?? "") : value;
}

/** What came back in words that may be written down: one line, cut, and without what the channel's variables hold. */
export function publicWords(text: string, secrets: readonly string[]): string {
  const known = secrets.flatMap(partsOf).filter((part) => part.length >= 4);
  const longestFirst = known.sort((a, b) => b.length - a.length);
  const cleared = longestFirst.reduce((words, secret) => words.replaceAll(secret, "***"), text);
  return cleared
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, mostCharacters);
}

const mostCharacters = 200;

/** A secret as it stands, its words, and the parts of an address that open something. */
function partsOf(secret: string): string[] {
  const words = [secret, ...secret.split(/\s+/)];
  if (!URL.canParse(secret)) return words;
  const { username, password, pathname, search } = new URL(secret);
  return [
    ...words,
    username,
    password,
    decodeURIComponent(password),
    `${pathname}${search}`,
    pathname,
    search.slice(1),
  ];
}
