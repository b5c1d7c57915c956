/**
 * What was read of the profiles lately. They change when a roll-up or a server writes, once a minute, and pages ask every few
 * seconds: until then the same question has the same answer.
 */
import { profilesRevision, type Store } from "../../io/store/index.ts";
import type { ModelVersion } from "../load-version.ts";
import type { Keep } from "../status.ts";

interface KeptReading {
  /** Of the profiles, before anything was read. */
  readonly revision: string;
  readonly value: Promise<unknown>;
}

const most = 16;
const kept = new WeakMap<Store, Map<string, KeptReading>>();

/** Keeps what is made of a version's profiles in `log`, until one of them changes; a failure is not kept. */
export async function keepReadings(log: Store, of: ModelVersion): Promise<Keep> {
  const revision = await profilesRevision(log, of);
  const readings = kept.get(log) ?? new Map<string, KeptReading>();
  kept.set(log, readings);
  return async (question, make) => {
    const key = JSON.stringify([of.model, of.version, question]);
    const found = readings.get(key);
    if (found?.revision === revision) return (await found.value) as never;
    const value = make();
    readings.delete(key);
    readings.set(key, { revision, value });
    value.catch(() => readings.delete(key));
    for (const oldest of readings.keys()) {
      if (readings.size <= most) break;
      readings.delete(oldest);
    }
    return await value;
  };
}
