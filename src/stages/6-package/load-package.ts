/** Opens a package: every file is verified against the signature before any of it is read. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest, manifestSchema } from "./manifest.ts";
import type { Baseline } from "./profile-schema.ts";
import { invalid, type PackageFiles, sha256, signatureFile, verifyFiles } from "./signature.ts";

export const packageFiles = {
  model: "model.onnx",
  manifest: "manifest.json",
  card: "card.md",
  baseline: "baseline.json",
} as const;

export interface LoadOptions {
  /** The public key (base64, SPKI) that must have signed; without one any sound signature passes. */
  readonly trustedKey?: string;
}

/** A package as far as answering needs it. */
export interface OpenedPackage {
  readonly kind: "package";
  readonly directory: string;
  readonly manifest: Manifest;
  /** The bytes of model.onnx that were verified. */
  readonly model: Uint8Array;
  readonly publicKey: string;
}

export interface LoadedPackage extends OpenedPackage {
  readonly baseline: Baseline;
  readonly card: string;
}

/** Reads and verifies the package in `directory`; PACKAGE_INVALID names the file that was changed, is missing or too many. */
export async function loadPackage(directory: string, options: LoadOptions = {}): Promise<LoadedPackage> {
  const { opened, files } = await verifyPackage(directory, options);
  const { baselineSchema } = await import("./profile-schema.ts"); // a server starts without
  return Object.freeze({
    ...opened,
    baseline: parseFile(files, packageFiles.baseline, baselineSchema),
    card: Buffer.from(fileOf(files, packageFiles.card)).toString("utf8"),
  });
}

/** As {@link loadPackage}, every file verified too, without the form of those that only people and monitors read. */
export async function openPackage(directory: string): Promise<OpenedPackage> {
  return Object.freeze((await verifyPackage(directory, {})).opened);
}

interface Verified {
  readonly opened: OpenedPackage;
  readonly files: PackageFiles;
}

async function verifyPackage(directory: string, options: LoadOptions): Promise<Verified> {
  const { trustedKey = null } = options;
  const everything = await readAll(directory);
  const signature = everything.get(signatureFile);
  if (signature === undefined) throw invalid(signatureFile, `it is missing in ${directory}`);
  const files = new Map([...everything].filter(([name]) => name !== signatureFile));
  const text = Buffer.from(signature).toString("utf8");
  if (!Buffer.from(text).equals(signature)) throw invalid(signatureFile, "it is not UTF-8");
  const publicKey = verifyFiles(text, files, trustedKey);
  const manifest = parseFile(files, packageFiles.manifest, manifestSchema);
  const model = fileOf(files, packageFiles.model);
  if (sha256(model) !== manifest.lineage.model)
    throw invalid(packageFiles.model, "the manifest names another");
  return { opened: { kind: "package", directory, manifest, model, publicKey }, files };
}

async function readAll(directory: string): Promise<Map<string, Uint8Array>> {
  try {
    const names = await readdir(directory);
    const contents = await Promise.all(names.map((name) => readFile(join(directory, name))));
    return new Map(names.map((name, index) => [name, contents[index] ?? new Uint8Array()]));
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw invalid(directory, `it cannot be read as a directory of files (${reason})`, cause);
  }
}

function fileOf(files: PackageFiles, name: string): Uint8Array {
  const content = files.get(name);
  if (content === undefined) throw invalid(name, "it is missing");
  return content;
}

interface Parser<T> {
  safeParse(
    value: unknown,
    context: { readonly jitless: true },
  ): { success: true; data: T } | { success: false; error: unknown };
}

function parseFile<T>(files: PackageFiles, name: string, schema: Parser<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(fileOf(files, name)).toString("utf8"));
  } catch (cause) {
    throw invalid(name, "it is not JSON", cause);
  }
  const result = schema.safeParse(json, { jitless: true }); // once: to compile the schema takes longer
  if (result.success) return result.data;
  throw invalid(name, "it has not the form that this version of Airworthy reads", result.error);
}
