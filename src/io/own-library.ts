/** The bare specifier "airworthy" in a user's config means this very instance of the library, wherever it runs from. */
import { registerHooks } from "node:module";
import { extname } from "node:path";

/**
 * Does `work`, whose modules may import "airworthy" as this library, installed or not. The hooks go with it: every
 * module that is loaded through them is loaded slower.
 */
export async function withOwnLibrary<T>(work: () => Promise<T>): Promise<T> {
  const url = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href;
  await import(url); // before there are hooks
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "airworthy" ? { url, shortCircuit: true } : next(specifier, context),
    // In a folder whose package.json names no type, Node would guess, and warn that it did.
    load: (file, context, next) =>
      context.format == null && /\.ts(\?|$)/.test(file)
        ? next(file, { ...context, format: "module-typescript" })
        : next(file, context),
  });
  try {
    return await work();
  } finally {
    hooks.deregister();
  }
}
