/** Keeps the project's API keys in memory, so fresh that a revoked one is refused within a second. */
import { type ApiKeyRecord, isKeyActive } from "../io/store/api-keys.ts";
import type { KnownKey, KnownKeys } from "./auth.ts";
import { lookAgain } from "./look-again.ts";

export interface WatchKeysOptions {
  /** Every key of the project, the revoked ones too. */
  readonly keys: () => Promise<readonly ApiKeyRecord[]>;
  readonly everyMs: number;
  /** The store cannot be asked; told once until it can. */
  readonly onTrouble: (cause: unknown) => void;
}

export interface KeyWatch {
  readonly known: KnownKeys;
  /** Whether any key is taken now. */
  readonly hasActive: boolean;
  /** Resolves when the store is asked no more. */
  stop(): Promise<void>;
}

/** Reads the keys, and from then on again and again; rejects where they cannot be read at first. */
export async function watchKeys({ keys, everyMs, onTrouble }: WatchKeysOptions): Promise<KeyWatch> {
  let [records, known] = await read(keys);
  const look = async () => {
    [records, known] = await read(keys);
  };
  const stop = lookAgain(look, { everyMs, onTrouble });
  return {
    get known() {
      return known;
    },
    get hasActive() {
      return records.some((record) => isKeyActive(record, Date.now()));
    },
    stop,
  };
}

async function read(keys: WatchKeysOptions["keys"]): Promise<[readonly ApiKeyRecord[], KnownKeys]> {
  const readAt = performance.now(); // before the question: what comes is at least as new
  const records = await keys();
  const kept = records.filter(({ revokedAt }) => revokedAt === null).map(knownKey);
  return [records, { byId: new Map(kept.map((key) => [key.id, key])), any: records.length > 0, readAt }];
}

function knownKey({ id, name, scope, hash, previous, expiresAt, rotatedAt }: ApiKeyRecord): KnownKey {
  const bytes = (text: string) => Buffer.from(text, "hex");
  return {
    id,
    name,
    scope,
    hash: bytes(hash),
    previous: previous === null ? null : { hash: bytes(previous.hash), until: previous.until },
    expiresAt,
    rotatedAt,
  };
}
