/** A job of which only one is to be done at a time, whoever stands ready. */
import { randomUUID } from "node:crypto";
import { releaseLease, type Store, takeLease } from "../io/store/index.ts";

export interface UnderLeaseOptions {
  /** Of the job, the same for all who stand ready. */
  readonly name: string;
  /** Where the lease is. */
  readonly store: Store;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A holder that was killed is replaced after so long. */
const lastsMs = 120_000;

/** Does `work` where nobody else is at it; null where another is. */
export async function underLease<T>(
  work: () => Promise<T>,
  { name, store, now }: UnderLeaseOptions,
): Promise<T | null> {
  const lease = { name, holder: randomUUID(), lastsMs };
  if ((await takeLease(store, { ...lease, now: now() })).holder !== lease.holder) return null;
  const renewal = setInterval(() => {
    takeLease(store, { ...lease, now: now() }).catch(() => undefined); // the work itself meets what is wrong
  }, lastsMs / 4);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await releaseLease(store, lease).catch(() => undefined); // it runs out by itself
  }
}
