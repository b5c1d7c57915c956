/** The signature of Standard Webhooks 1.0.0: HMAC-SHA256 over id, time of the attempt and body, so that none can be changed or sent again later. */
import { createHmac } from "node:crypto";

export interface SignOptions {
  readonly id: string;
  /** Of the attempt, epoch milliseconds. */
  readonly now: number;
  readonly body: string;
  /** One secret, or several with spaces between: each signs, so that one can be replaced by the next. */
  readonly secret: string;
}

const leastBytes = 24;

/** The three headers. */
export function signatureHeaders({ id, now, body, secret }: SignOptions): Readonly<Record<string, string>> {
  const timestamp = Math.floor(now / 1_000);
  const signatures = secretsOf(secret).map((key) =>
    createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64"),
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": `${timestamp}`,
    "webhook-signature": signatures.map((signature) => `v1,${signature}`).join(" "),
  };
}

/** Whether every secret in `secret` is long enough to keep others from guessing it. */
export function isStrong(secret: string): boolean {
  const keys = secretsOf(secret);
  return keys.length > 0 && keys.every((key) => key.length >= leastBytes);
}

function secretsOf(secret: string): Buffer[] {
  return secret
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) =>
      word.startsWith("whsec_") ? Buffer.from(word.slice(6), "base64") : Buffer.from(word, "utf8"),
    );
}
