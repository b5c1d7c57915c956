/** The bare specifier "airworthy" in a user's config means this very instance of the library, wherever it runs from. */
import { registerHooks } from "node:module";
import { extname } from "node:path";

let registered = false;

/** Lets every module loaded from now on import "airworthy" as this library, installed or not. */
export function resolveOwnLibrary(): void {
  if (registered) return;
  registered = true;
  const url = new URL(`../index${extname(import.meta.filename)}`, import.meta.url).href;
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
