/** Who reaches the server, and how: its address, its certificate, the keys, names and origins that requests must have. */
import type { Logger } from "pino";
import type { ApiKeyRecord } from "../io/store/index.ts";
import type { SessionStore } from "../io/store/sessions.ts";
import { type Authorise, authoriser } from "./auth.ts";
import type { CertificateFiles } from "./certificate.ts";
import { corsOrigins } from "./cross-origin.ts";
import { type HostCheck, hostCheck } from "./host-check.ts";
import { listenAddress } from "./listen-address.ts";
import { type SignIn, signInOf } from "./sign-in.ts";
import { type CertificateWatch, watchCertificate } from "./watch-certificate.ts";
import { watchKeys } from "./watch-keys.ts";

export interface GuardOptions {
  /** 127.0.0.1 unless told; ADDRESS_REFUSED for one that other machines reach while no key is active. */
  readonly address?: string;
  /** Every API key of the project, the revoked ones too; none unless told. */
  readonly keys?: () => Promise<readonly ApiKeyRecord[]>;
  /** Where those are kept who signed in to the pages; nobody can unless told. */
  readonly sessions?: SessionStore;
  /** How often the keys are read; 250 unless told. */
  readonly readKeysEveryMs?: number;
  /** HTTPS with these, and again when they change; HTTP unless told. */
  readonly tls?: CertificateFiles;
  /** Names in Host that are taken beside the address. */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may call the server. */
  readonly corsOrigins?: readonly string[];
}

export interface Guard {
  readonly address: string;
  readonly authorise: Authorise;
  readonly signIn: SignIn;
  readonly isKnownHost: HostCheck;
  readonly origins: ReadonlySet<string>;
  readonly certificate: CertificateWatch | null;
  stop(): Promise<void>;
}

const readCertificateEveryMs = 1_000;

/** Reads what the guard goes by, and keeps it fresh until it is stopped. */
export async function openGuard(options: GuardOptions, logger: Logger): Promise<Guard> {
  const { address: wanted = "127.0.0.1", keys = async () => [], readKeysEveryMs = 250 } = options;
  const origins = corsOrigins(options.corsOrigins ?? []);
  const onTrouble = (cause: unknown) =>
    logger.error(
      { reason: reasonOf(cause) },
      "API keys cannot be read; for a minute the last known ones are taken",
    );
  const watch = await watchKeys({ keys, everyMs: readKeysEveryMs, onTrouble });
  try {
    const { address, isLoopback } = listenAddress(wanted, { hasKey: watch.hasActive });
    const isKnownHost = hostCheck({ address, isLoopback, allowedHosts: options.allowedHosts ?? [] });
    const certificate = options.tls === undefined ? null : await openCertificate(options.tls, logger);
    if (!isLoopback && certificate === null)
      logger.warn({ address }, "keys and data pass the network in the clear: there is no TLS certificate");
    const known = { known: () => watch.known, always: !isLoopback, sessions: options.sessions };
    return {
      address,
      authorise: authoriser(known),
      signIn: signInOf({ ...known, sessions: options.sessions, isSecure: certificate !== null }),
      isKnownHost,
      origins,
      certificate,
      async stop() {
        await watch.stop();
        await certificate?.stop();
      },
    };
  } catch (cause) {
    await watch.stop();
    throw cause;
  }
}

async function openCertificate(files: CertificateFiles, logger: Logger): Promise<CertificateWatch> {
  const warn = (warning: string | null) => {
    if (warning !== null) logger.warn({ warning }, "clients may refuse the TLS certificate");
  };
  const watch = await watchCertificate({
    files,
    everyMs: readCertificateEveryMs,
    onRenewal({ warning }) {
      logger.info("TLS certificate renewed");
      warn(warning);
    },
    onTrouble: (cause) =>
      logger.error({ reason: reasonOf(cause) }, "TLS certificate cannot be renewed, the old one goes on"),
  });
  warn(watch.current.warning);
  return watch;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
