/** The ed25519 key that signs packages: made on first use, read and written by its owner alone. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from "node:crypto";
import { link, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import { diskFailure } from "../../io/files.ts";

/**
 * The private key in `keyFile` (PKCS #8, PEM, mode 0600), which is made where there is none.
 * KEY_UNUSABLE where others than its owner may read it, or it is no ed25519 key.
 */
export async function signingKey(keyFile: string): Promise<KeyObject> {
  const present = await readKey(keyFile);
  if (present !== null) return present;
  await makeKey(keyFile);
  const made = await readKey(keyFile);
  if (made !== null) return made;
  throw keyFailure(keyFile, "it vanished while it was made");
}

/** The public half of the key in `keyFile`, which loadPackage may trust; null where there is no key. */
export async function trustedKey(keyFile: string): Promise<string | null> {
  const key = await readKey(keyFile);
  return key === null ? null : publicKeyText(key);
}

/** The public half of `key` as base64 (SubjectPublicKeyInfo, DER). */
export function publicKeyText(key: KeyObject): string {
  const half = key.type === "private" ? createPublicKey(key) : key;
  return half.export({ type: "spki", format: "der" }).toString("base64");
}

async function readKey(keyFile: string): Promise<KeyObject | null> {
  const pem = await readPrivately(keyFile);
  if (pem === null) return null;
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw keyFailure(keyFile, "it holds no private key in PEM form");
  }
  if (key.asymmetricKeyType === "ed25519") return key;
  throw keyFailure(keyFile, `it holds a key of type ${key.asymmetricKeyType}, wanted ed25519`);
}

async function readPrivately(keyFile: string): Promise<string | null> {
  try {
    await using file = await open(keyFile, "r");
    const { mode } = await file.stat();
    if (process.platform === "win32" || (mode & 0o077) === 0) return await file.readFile("utf8");
    const octal = (mode & 0o777).toString(8).padStart(4, "0");
    throw keyFailure(keyFile, `its mode is ${octal}, so others may read it; wanted 0600 (chmod 600)`);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    if (cause instanceof AirworthyError) throw cause;
    throw keyFailure(keyFile, cause instanceof Error ? cause.message : String(cause));
  }
}

/** Links a finished file into place, so that of two first uses at once one key wins and both read it. */
async function makeKey(keyFile: string): Promise<void> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const aside = `${keyFile}.aside-${process.pid}-${randomUUID()}`;
  try {
    await mkdir(dirname(keyFile), { recursive: true });
    {
      await using file = await open(aside, "w", 0o600);
      await file.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
      await file.sync();
    }
    await link(aside, keyFile);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST"))
      throw diskFailure(cause, keyFile);
  } finally {
    await rm(aside, { force: true });
  }
}

function keyFailure(keyFile: string, reason: string): AirworthyError {
  return new AirworthyError("KEY_UNUSABLE", `Cannot sign with the key ${keyFile}: ${reason}.`, {
    details: { path: keyFile },
  });
}
