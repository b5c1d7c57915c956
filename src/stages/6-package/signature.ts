/**
 * The signature file of a package: the name, size and SHA-256 of every other file, signed with ed25519.
 * The file has one canonical form, so that not even its white space can change unseen.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import { AirworthyError } from "../../core/error.ts";
import { publicKeyText } from "./signing-key.ts";

export const signatureFile = "signature";

const fileEntry = z.object({ name: z.string(), bytes: z.int().min(0), sha256: z.hash("sha256") });
type FileEntry = z.infer<typeof fileEntry>;

const signatureSchema = z.object({
  kind: z.literal("airworthy-signature"),
  format: z.literal(1),
  algorithm: z.literal("ed25519"),
  publicKey: z.base64(),
  files: z.array(fileEntry),
  signature: z.base64(),
});
type Signature = z.infer<typeof signatureSchema>;

export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** The SHA-256 of `content`, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The text of the signature file over `files`. */
export function signFiles(files: PackageFiles, key: KeyObject): string {
  const unsigned = {
    kind: "airworthy-signature",
    format: 1,
    algorithm: "ed25519",
    publicKey: publicKeyText(key),
    files: [...files].map(entryOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
  } as const;
  const signature = sign(null, Buffer.from(JSON.stringify(unsigned)), key).toString("base64");
  return canonical({ ...unsigned, signature });
}

/**
 * Checks that `text` is a sound signature, by `trustedKey` where one is given, over exactly `files`.
 * PACKAGE_INVALID names the first file that does not stand as signed. Returns the key that signed.
 */
export function verifyFiles(text: string, files: PackageFiles, trustedKey: string | null): string {
  const parsed = parse(text);
  if (!isSigned(parsed)) throw invalid(signatureFile, "it was changed after it was signed");
  if (trustedKey !== null && parsed.publicKey !== trustedKey)
    throw invalid(
      signatureFile,
      `it was made with the key ${keyName(parsed.publicKey)}, wanted ${keyName(trustedKey)}`,
    );
  const listed = new Map(parsed.files.map((entry) => [entry.name, entry]));
  for (const entry of parsed.files) checkFile(entry, files.get(entry.name));
  for (const name of files.keys())
    if (!listed.has(name)) throw invalid(name, "it is not part of the package");
  return parsed.publicKey;
}

/** A failure to load a package because of its file `name`. */
export function invalid(name: string, reason: string, cause?: unknown): AirworthyError {
  return new AirworthyError(
    "PACKAGE_INVALID",
    `Cannot load the package: ${name} is refused, for ${reason}.`,
    {
      cause,
      details: { file: name },
    },
  );
}

function entryOf([name, content]: readonly [string, Uint8Array]): FileEntry {
  return { name, bytes: content.length, sha256: sha256(content) };
}

function checkFile({ name, bytes, sha256: hash }: FileEntry, content: Uint8Array | undefined): void {
  if (content === undefined) throw invalid(name, "it is missing");
  if (content.length !== bytes)
    throw invalid(name, `it has ${content.length} bytes and was signed with ${bytes}`);
  if (sha256(content) !== hash) throw invalid(name, "its content was changed after it was signed");
}

function canonical({ kind, format, algorithm, publicKey, files, signature }: Signature): string {
  const entries = files.map(({ name, bytes, sha256: hash }) => ({ name, bytes, sha256: hash }));
  return `${JSON.stringify({ kind, format, algorithm, publicKey, files: entries, signature }, null, 2)}\n`;
}

function parse(text: string): Signature {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(signatureFile, "it is not JSON", cause);
  }
  const result = signatureSchema.safeParse(json);
  if (!result.success) throw invalid(signatureFile, "it has not the form of a signature", result.error);
  if (canonical(result.data) !== text) throw invalid(signatureFile, "it is not in its canonical form");
  return result.data;
}

function isSigned({ signature, ...unsigned }: Signature): boolean {
  const bytes = Buffer.from(signature, "base64");
  if (bytes.toString("base64") !== signature) return false;
  const { kind, format, algorithm, publicKey, files } = unsigned;
  const message = Buffer.from(JSON.stringify({ kind, format, algorithm, publicKey, files }));
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" && verify(null, message, key, bytes);
  } catch {
    return false; // the public key itself is damaged, which the caller reports
  }
}

/** A short name of a public key: the first half of its SHA-256. */
function keyName(publicKey: string): string {
  return sha256(publicKey).slice(0, 16);
}
