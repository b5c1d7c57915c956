/** The bare specifier "airworthy" in a user's config means this very instance of the library, wherever it runs from. */
import { registerHooks } from "node:module";
import { extname } from "node:path";

let registered: Promise<void> | undefined;

/** Lets every module loaded from now on import "airworthy" as this library, installed or not. */
export async function resolveOwnLibrary(): Promise<void> {
  registered ??= register();
  await registered;
}

async function register(): Promise<void> {
  const url = new URL(`../index${extname(import.meta.filename)}`, import.meta.url).href;
  await import(url); // before there are hooks: each of its hundreds of modules loads slower through them
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "airworthy" ? { url, shortCircuit: true } : next(specifier, context),
    // In a folder whose package.json names no type, Node would guess, and warn that it did.
    load: (file, context, next) =>
      context.format == null && /\.ts(\?|$)/.test(file)
        ? next(file, { ...context, format: "module-typescript" })
        : next(file, context),
  });
}
