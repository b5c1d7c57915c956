/** Takes up a renewed certificate without a restart; where the new one is unusable, the old one goes on. */
import { type Certificate, type CertificateFiles, fingerprintOf, readCertificate } from "./certificate.ts";
import { lookAgain } from "./look-again.ts";

type Listener = (certificate: Certificate) => void;

export interface WatchCertificateOptions {
  readonly files: CertificateFiles;
  readonly everyMs: number;
  readonly onRenewal: Listener;
  readonly onTrouble: (cause: unknown) => void;
}

export interface CertificateWatch {
  readonly current: Certificate;
  /** Tells of every certificate from now on. */
  subscribe(listener: Listener): void;
  stop(): Promise<void>;
}

/** Reads the certificate, and looks for another one again and again; rejects where the first is unusable. */
export async function watchCertificate(options: WatchCertificateOptions): Promise<CertificateWatch> {
  const { files, everyMs, onRenewal, onTrouble } = options;
  let seen = await fingerprintOf(files).catch(() => ""); // where a file is missing, what reads it says so
  let current = await readCertificate(files);
  const listeners = [onRenewal];
  async function look(): Promise<void> {
    const found = await fingerprintOf(files).catch(() => seen); // between the removal of a file and its return
    if (found === seen) return;
    seen = found; // one that is unusable is told once
    await renew().catch(onTrouble);
  }
  async function renew(): Promise<void> {
    current = await readCertificate(files);
    for (const listen of listeners) listen(current);
  }
  return {
    get current() {
      return current;
    },
    subscribe: (listener) => void listeners.push(listener),
    stop: lookAgain(look, { everyMs, onTrouble }),
  };
}
