/** Keeps a server on the champion: where the alias moves, the new version is loaded, verified and swapped in. */

import { type LoadedPackage, loadPackage } from "../stages/6-package/index.ts";
import type { ModelHost } from "../stages/7-serve/index.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";
import { lookAgain } from "./look-again.ts";

export interface Champion {
  readonly version: number;
  /** Of its package. */
  readonly directory: string;
}

export interface WatchOptions {
  readonly host: ModelHost;
  /** Which version is to serve now. */
  readonly champion: () => Promise<Champion>;
  readonly everyMs: number;
  readonly onSwap: (served: LoadedPackage) => void;
  /** A package that was refused, or a store that cannot be asked just now; the old version goes on. */
  readonly onRefusal: (cause: unknown, version: number | null) => void;
}

export interface Watch {
  /** Resolves when no swap is under way any more. */
  stop(): Promise<void>;
}

/** Loads the champion, and from then on whichever version is the champion; rejects where the first cannot be served. */
export async function watchChampion(options: WatchOptions): Promise<Watch> {
  const { host, champion, everyMs, onSwap, onRefusal } = options;
  let seen = await champion();
  onSwap(await serve(host, seen));
  async function look(): Promise<void> {
    const now = await champion();
    if (now.version === seen.version) return;
    seen = now; // a version that is refused is not tried again until the alias moves
    try {
      onSwap(await serve(host, now));
    } catch (cause) {
      onRefusal(cause, now.version);
    }
  }

  return { stop: lookAgain(look, { everyMs, onTrouble: (cause) => onRefusal(cause, null) }) };
}

async function serve(host: ModelHost, { directory }: Champion): Promise<LoadedPackage> {
  const loaded = await loadPackage(directory);
  await host.load(servedModelOf(loaded));
  return loaded;
}
