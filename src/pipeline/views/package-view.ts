/** What ships: the candidates of a version, the one chosen and why, and the package as it stands on disk, verified. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import type { Task } from "../../core/metric.ts";
import { listAliases, requireVersion, type Store } from "../../io/store/index.ts";
import type { Workspace } from "../../io/workspace.ts";
import {
  type Candidate,
  type LoadedPackage,
  type Manifest,
  packageFiles,
} from "../../stages/6-package/index.ts";
import { loadVersion } from "../load-version.ts";

export interface PackageView {
  readonly model: string;
  readonly version: number;
  readonly aliases: readonly string[];
  readonly task: Task;
  /** ISO 8601. */
  readonly created: string;
  readonly shipped: Candidate["kind"];
  /** `quality` is the accuracy, or R² for regression. */
  readonly candidates: readonly (Candidate & { readonly quality: number | null })[];
  readonly gates: Manifest["gates"];
  readonly signature: Manifest["signature"];
  readonly lineage: Manifest["lineage"];
  readonly versions: Manifest["versions"];
  readonly network: Manifest["network"];
  readonly threshold: number | null;
  readonly temperature: number | null;
  readonly example: Manifest["example"];
  /** Files and their bytes. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly directory: string;
  /** The public key whose signature over every file was found sound (base64, SPKI). */
  readonly publicKey: string;
  /** Markdown. */
  readonly card: string;
}

export interface PackageViewInput {
  readonly store: Store;
  readonly workspace: Workspace;
  readonly model: string;
  /** A number, or an alias. */
  readonly version: string;
}

/** The package of a version; NOT_FOUND, or PACKAGE_INVALID where a file of it was changed. */
export async function packageView(input: PackageViewInput): Promise<PackageView> {
  const { store, workspace, model } = input;
  const { version } = await requireVersion(store, model, versionName(input.version));
  const loaded = await loadVersion(workspace, { model, version });
  const { manifest, publicKey, card, directory } = loaded;
  const aliases = Object.entries(await listAliases(store, model)).filter(([, named]) => named === version);
  const { created, shipped, gates, signature, lineage, versions, network, threshold, temperature } = manifest;
  return {
    model,
    version,
    aliases: aliases.map(([alias]) => alias),
    task: manifest.definition.events.label.task,
    created,
    shipped,
    candidates: manifest.candidates.map((one) => ({ ...one, quality: one.accuracy ?? one.r2 })),
    gates,
    signature,
    lineage,
    versions,
    network,
    threshold,
    temperature,
    example: manifest.example,
    files: await filesOf(loaded),
    directory,
    publicKey,
    card,
  };
}

function versionName(text: string): number | "champion" | "challenger" {
  if (text === "champion" || text === "challenger") return text;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new AirworthyError(
    "NOT_FOUND",
    `There is no version '${text}'; wanted a number, champion or challenger.`,
  );
}

async function filesOf({ directory }: LoadedPackage): Promise<PackageView["files"]> {
  return await Promise.all(
    Object.values(packageFiles).map(async (name) => {
      return { name, bytes: (await stat(join(directory, name))).size };
    }),
  );
}
