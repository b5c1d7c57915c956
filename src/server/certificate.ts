/** The TLS certificate and its key, from files that another program may renew while the server runs. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { AirworthyError } from "../core/error.ts";

export interface CertificateFiles {
  /** PEM: the server's certificate, and behind it those that vouch for it. */
  readonly certPath: string;
  /** PEM, without a passphrase. */
  readonly keyPath: string;
}

export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Why clients may refuse it all the same; null where there is no reason known. */
  readonly warning: string | null;
}

/** Reads and checks both files; CERTIFICATE_UNUSABLE says which of them is wrong and how. */
export async function readCertificate({ certPath, keyPath }: CertificateFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem(certPath), readPem(keyPath)]);
  const certificate = parse(certPath, "a certificate", () => new X509Certificate(cert));
  const privateKey = parse<KeyObject>(keyPath, "a private key without a passphrase", () =>
    createPrivateKey(key),
  );
  if (!certificate.checkPrivateKey(privateKey))
    throw unusable(`the key in ${keyPath} does not belong to the certificate in ${certPath}`);
  return { cert, key, warning: warningOf(certificate) };
}

/** What tells two states of the files apart. */
export async function fingerprintOf({ certPath, keyPath }: CertificateFiles): Promise<string> {
  const states = await Promise.all([certPath, keyPath].map((path) => stat(path)));
  return states.map(({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`).join(", ");
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw unusable(
      `${path} cannot be read${code === "ENOENT" ? ": there is no such file" : ` (${code})`}`,
      cause,
    );
  }
}

function parse<T>(path: string, wanted: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unusable(`${path} does not hold ${wanted} in PEM`, cause);
  }
}

function unusable(why: string, cause?: unknown): AirworthyError {
  return new AirworthyError("CERTIFICATE_UNUSABLE", `Cannot serve TLS: ${why}.`, { cause });
}

function warningOf({ validFromDate, validToDate }: X509Certificate): string | null {
  const now = Date.now();
  if (now >= validToDate.getTime()) return `the certificate expired at ${validToDate.toISOString()}`;
  if (now < validFromDate.getTime()) return `the certificate is valid from ${validFromDate.toISOString()} on`;
  return null;
}
