/** Keeps a server on the champion: where the alias moves, the new version is loaded, verified and swapped in. */

import { type OpenedPackage, openPackage } from "../stages/6-package/live.ts";
import type { ModelHost } from "../stages/7-serve/index.ts";
import { servedModelOf } from "../stages/7-serve/live.ts";
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
  /** Looks after a challenger beside it, after each look at the champion. */
  readonly followRollout?: () => Promise<void>;
  readonly everyMs: number;
  readonly onSwap: (served: OpenedPackage) => void;
  /** A package that was refused, or a store that cannot be asked just now; the old version goes on. */
  readonly onRefusal: (cause: unknown, version: number | null) => void;
}

export interface Watch {
  /** Resolves when the first champion has answered its own example; rejects where it cannot be served. */
  readonly first: Promise<void>;
  /** Resolves when no swap is under way any more. */
  stop(): Promise<void>;
}

/**
 * Verifies the champion, starts its threads, and serves it; from then on whichever version is the champion. Resolves
 * when the threads are on their way; rejects where the first package is refused.
 */
export async function watchChampion(options: WatchOptions): Promise<Watch> {
  const { host, champion, followRollout = async () => {}, everyMs, onSwap, onRefusal } = options;
  let seen = await champion();
  const loaded = await openPackage(seen.directory);
  const first = host.load(servedModelOf(loaded)).then(() => onSwap(loaded));
  first.catch(() => undefined); // whoever waits for it is told, and may begin to wait after it failed
  async function look(): Promise<void> {
    const now = await champion();
    if (now.version !== seen.version) {
      seen = now; // a version that is refused is not tried again until the alias moves
      try {
        onSwap(await serve(host, now));
      } catch (cause) {
        onRefusal(cause, now.version);
      }
    }
    await followRollout();
  }

  return { first, stop: lookAgain(look, { everyMs, onTrouble: (cause) => onRefusal(cause, null) }) };
}

async function serve(host: ModelHost, { directory }: Champion): Promise<OpenedPackage> {
  const loaded = await openPackage(directory);
  await host.load(servedModelOf(loaded));
  return loaded;
}
