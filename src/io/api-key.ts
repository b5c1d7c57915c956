/**
 * The text of an API key, `aw_<scope>_<id>_<secret>`: a prefix and a checksum by which secret scanners find one that leaked.
 * The secret is 256 random bits, so one SHA-256 is enough to keep of it: slow hashes are for passwords, which can be guessed.
 */
import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

export const keyScopes = ["predict", "feedback", "admin"] as const;
export type KeyScope = (typeof keyScopes)[number];

export interface MadeKey {
  readonly id: string;
  readonly scope: KeyScope;
  /** To be shown once. */
  readonly text: string;
  /** To be stored. */
  readonly hash: string;
}

export interface MakeKeyOptions {
  /** A new one unless told. */
  readonly id?: string;
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 43; // 62 ** 43 is above 2 ** 256
const checksumLength = 6; // 62 ** 6 is above 2 ** 32
const idPattern = "[0-9a-z]{12}";
const keyPattern = new RegExp(
  `^aw_(?:${keyScopes.join("|")})_(${idPattern})_[0-9A-Za-z]{${secretLength + checksumLength}}$`,
);

/** A new key for `scope`. */
export function makeKey(scope: KeyScope, { id = randomId() }: MakeKeyOptions = {}): MadeKey {
  const secret = base62(BigInt(`0x${randomBytes(32).toString("hex")}`), secretLength);
  const unsealed = `aw_${scope}_${id}_${secret}`;
  const text = unsealed + checksum(unsealed);
  return { id, scope, text, hash: hashOfKey(text).toString("hex") };
}

/** The id in the text of a key; null where it is the text of none, mistyped or cut short, by its checksum. */
export function idOfKey(text: string): string | null {
  const id = keyPattern.exec(text)?.[1];
  return id !== undefined && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength)
    ? id
    : null;
}

/** What is kept of a key: 32 bytes. */
export function hashOfKey(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function isSameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function randomId(): string {
  return BigInt(`0x${randomBytes(8).toString("hex")}`)
    .toString(36)
    .padStart(13, "0")
    .slice(-12);
}

/** In plain numbers, for it is reckoned on every request. */
function checksum(text: string): string {
  let sum = "";
  for (let rest = crc32(text); sum.length < checksumLength; rest = Math.floor(rest / 62))
    sum = digits.charAt(rest % 62) + sum;
  return sum;
}

function base62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; rest > 0n; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text.padStart(length, "0");
}
