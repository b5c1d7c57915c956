/** Who reaches the server at all: its address, and the keys that its callers must have. */
import type { Logger } from "pino";
import type { ApiKeyRecord } from "../io/store/index.ts";
import { type Authorise, authoriser } from "./auth.ts";
import { listenAddress } from "./listen-address.ts";
import { watchKeys } from "./watch-keys.ts";

export interface GuardOptions {
  /** 127.0.0.1 unless told; ADDRESS_REFUSED for one that other machines reach while no key is active. */
  readonly address?: string;
  /** Every API key of the project, the revoked ones too; none unless told. */
  readonly keys?: () => Promise<readonly ApiKeyRecord[]>;
  /** How often the keys are read; 250 unless told. */
  readonly readKeysEveryMs?: number;
}

export interface Guard {
  readonly address: string;
  readonly authorise: Authorise;
  stop(): Promise<void>;
}

/** Reads what the guard goes by, and keeps it fresh until it is stopped. */
export async function openGuard(options: GuardOptions, logger: Logger): Promise<Guard> {
  const { address: wanted = "127.0.0.1", keys = async () => [], readKeysEveryMs = 250 } = options;
  const onTrouble = (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    logger.error({ reason }, "API keys cannot be read; the last known ones are taken for a minute");
  };
  const watch = await watchKeys({ keys, everyMs: readKeysEveryMs, onTrouble });
  try {
    const { address, isLoopback } = listenAddress(wanted, { hasKey: watch.hasActive });
    if (!isLoopback)
      logger.warn({ address }, "keys and data pass the network in the clear: there is no TLS certificate");
    const authorise = authoriser({ known: () => watch.known, always: !isLoopback });
    return { address, authorise, stop: () => watch.stop() };
  } catch (cause) {
    await watch.stop();
    throw cause;
  }
}
