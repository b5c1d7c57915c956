/** The version of this very package, from its package.json, wherever it is installed. */
import { readFileSync } from "node:fs";

let version: string | undefined;

export function ownVersion(): string {
  version ??= (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Manifest)
    .version;
  return version;
}

interface Manifest {
  readonly version: string;
}
