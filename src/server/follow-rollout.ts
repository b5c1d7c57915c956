/**
 * Keeps a server on the running rollout: its challenger is loaded, verified and warmed before anything is asked of it,
 * its share follows the rollout's, and where the rollout ends it is taken back. What became of it is told.
 */
import type { RunningRollout } from "../io/store/registry.ts";
import { openPackage } from "../stages/6-package/live.ts";
import type { ModelHost } from "../stages/7-serve/index.ts";
import { servedModelOf, type TrialTerms } from "../stages/7-serve/live.ts";

export interface FollowedRollout extends RunningRollout {
  /** Of the challenger's package. */
  readonly directory: string;
}

export interface TrialNote {
  readonly rollout: string;
  readonly version: number;
  readonly state: "ready" | "refused" | "left";
  /** Why it was refused. */
  readonly why: string | null;
}

export interface FollowOptions {
  readonly host: ModelHost;
  /** The one that is running; null where none is. */
  readonly rollout: () => Promise<FollowedRollout | null>;
  /** What became of a challenger here. */
  readonly onTrial: (note: TrialNote) => void;
}

/** Looks once, and does what the rollout wants; a challenger that was refused is not tried again. */
export function followRollout({ host, rollout, onTrial }: FollowOptions): () => Promise<void> {
  let seen: FollowedRollout | null = null;
  return async () => {
    const now = await rollout();
    if (now?.id !== seen?.id) {
      const before = seen;
      seen = now;
      await begin(before, now);
    } else if (now !== null && (now.share !== seen?.share || now.mode !== seen.mode)) {
      seen = now;
      await host.setTerms(termsOf(now));
    }
  };

  async function begin(before: FollowedRollout | null, now: FollowedRollout | null): Promise<void> {
    if (before !== null && host.trial?.rollout === before.id) {
      if (now === null) await host.endTrial();
      onTrial({ rollout: before.id, version: before.version, state: "left", why: null });
    }
    if (now === null) return;
    const of = { rollout: now.id, version: now.version };
    try {
      await host.try(servedModelOf(await openPackage(now.directory)), termsOf(now));
      onTrial({ ...of, state: "ready", why: null });
    } catch (cause) {
      if (before !== null) await host.endTrial();
      onTrial({ ...of, state: "refused", why: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}

function termsOf({ id: rollout, mode, share }: FollowedRollout): TrialTerms {
  return { rollout, mode, share };
}
