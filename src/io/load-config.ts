/** From a config file to the definition that it exports; whatever is wrong in it is said with file and line, without a stack. */
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Definition } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { withOwnLibrary } from "./own-library.ts";

export const configName = "airworthy.config.ts";

export interface LoadConfigOptions {
  /** Where to look, there and in the folders above; the current folder unless told. */
  readonly directory?: string;
  /** The config's path, instead. */
  readonly path?: string | undefined;
}

export interface LoadedConfig {
  readonly definition: Definition;
  readonly path: string;
  /** The config's folder: relative source paths start there, and `.airworthy` lies there. */
  readonly projectDirectory: string;
}

/** Loads a config; CONFIG_NOT_FOUND or CONFIG_INVALID. */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const path = await findConfig(options);
  const definition = await importDefinition(path);
  return { definition, path, projectDirectory: dirname(path) };
}

/** The path of the config that {@link loadConfig} would load. */
export async function findConfig({ directory = process.cwd(), path }: LoadConfigOptions): Promise<string> {
  if (path !== undefined) {
    const named = resolve(directory, path);
    if (await isFile(named)) return named;
    throw new AirworthyError("CONFIG_NOT_FOUND", `There is no config at ${named}.`, {
      details: { path: named },
    });
  }
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const candidate = resolve(folder, configName);
    if (await isFile(candidate)) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new AirworthyError(
    "CONFIG_NOT_FOUND",
    `There is no ${configName} in ${resolve(directory)} or above it.`,
    { details: { directory: resolve(directory) } },
  );
}

async function importDefinition(path: string): Promise<Definition> {
  const { mtimeMs } = await stat(path);
  const url = `${pathToFileURL(path).href}?modified=${mtimeMs}`;
  let exported: { readonly default?: unknown };
  try {
    exported = await withOwnLibrary(() => import(url) as Promise<typeof exported>);
  } catch (cause) {
    throw configFailure(cause, path, await readFile(path, "utf8"));
  }
  if (exported.default === undefined) {
    throw new AirworthyError(
      "CONFIG_INVALID",
      `${path} has no default export: wanted \`export default pipeline({ … })\`.`,
      { details: { path } },
    );
  }
  if (isDefinition(exported.default)) return exported.default;
  throw new AirworthyError(
    "CONFIG_INVALID",
    `${path} default-exports ${describe(exported.default)}: wanted what \`pipeline({ … })\` returns.`,
    { details: { path } },
  );
}

function isDefinition(value: unknown): value is Definition {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "definition";
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? "another object" : `a ${typeof value}`;
}

/** What a config threw as CONFIG_INVALID, with the place in the config where that can be told. */
export function configFailure(cause: unknown, path: string, source: string): AirworthyError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = placeIn(cause, path);
  const details = cause instanceof AirworthyError ? cause.details : {};
  const where = place === null ? path : `${path}:${place.line}:${place.column}`;
  const line = place === null ? undefined : source.split("\n")[place.line - 1]?.trim();
  const quoted = line === undefined || line === "" ? "" : ` (line ${place?.line}: \`${line.slice(0, 80)}\`)`;
  return new AirworthyError("CONFIG_INVALID", `${where}: ${firstSentence(message)}${quoted}`, {
    cause,
    details: { ...details, path, ...(place ?? {}) },
  });
}

/** Node's loader puts code and marks around its messages; the sentence itself is one line. */
function firstSentence(message: string): string {
  return (message.trim().split("\n")[0] ?? "").replace(/\?modified=[\d.]+/g, "");
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function placeIn(cause: unknown, path: string): Place | null {
  if (!(cause instanceof Error) || cause.stack === undefined) return null;
  const names = [pathToFileURL(path).href, path].map((name) =>
    name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  const pattern = new RegExp(`(?:${names.join("|")})(?:\\?modified=[\\d.]+)?:(\\d+)(?::(\\d+))?`);
  const inStack = pattern.exec(cause.stack);
  return inStack === null ? null : { line: Number(inStack[1]), column: Number(inStack[2] ?? 1) };
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
