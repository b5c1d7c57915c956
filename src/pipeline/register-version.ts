/** The last step of a passing run: a signed package under a version number, and the alias that it earns. */
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asideName } from "../io/aside.ts";
import { writeDirectory } from "../io/files.ts";
import {
  allotVersion,
  changeAlias,
  interruptedVersions,
  markReady,
  releaseVersion,
  versionWithKey,
} from "../io/store/index.ts";
import { exists, greatestVersionOnDisk } from "../io/workspace.ts";
import type { ValidationReport } from "../stages/5-validate/index.ts";
import { buildPackage, type Packaged, type PackageInput } from "../stages/6-package/index.ts";
import { earnedAlias, type Reference } from "./champion.ts";
import type { PackageResult } from "./run-result.ts";
import type { Workbench } from "./workbench.ts";

type Built = Packaged & { readonly version: number };

export interface RegisterInput {
  /** What the package holds, but for its number and its place. */
  readonly content: Omit<PackageInput, "version" | "directory" | "keyFile">;
  readonly key: string;
  readonly trainKey: string;
  readonly report: ValidationReport;
  readonly reference: Reference;
  readonly register: Registration;
}

/** "challenger": whatever it earned, somebody else decides whether it becomes the champion. */
export type Registration = "as earned" | "challenger";

/** Builds the package, or takes the version that was built from the very same, and gives it its alias. */
export async function registerVersion(
  bench: Workbench,
  input: RegisterInput,
): Promise<PackageResult & Pick<Packaged, "gates">> {
  const { definition, store, workspace, now } = bench.options;
  const { name } = definition;
  const { result } = await bench.step<Built>("package", input.key, {
    find: () => findBuilt(bench, input.key),
    make: async () => ({ result: await build(bench, input) }),
  });
  const { version, shipped, candidates, gates } = result;
  const passed = gates.every((gate) => gate.passed);
  const choose = (champion: number | null) =>
    input.register === "challenger" ? "challenger" : earnedAlias(input.report, input.reference, champion);
  const alias = passed ? await changeAlias(store, { name, version, now: now(), choose }) : null;
  return { version, path: workspace.versionDirectory(name, version), shipped, candidates, alias, gates };
}

async function findBuilt(bench: Workbench, key: string): Promise<{ result: Built } | null> {
  const { definition, store, workspace } = bench.options;
  const found = await versionWithKey(store, definition.name, key);
  if (found === null) return null;
  const stands = await exists(
    join(workspace.versionDirectory(definition.name, found.version), "manifest.json"),
  );
  return stands ? { result: found.result as Built } : null;
}

async function build(bench: Workbench, input: RegisterInput): Promise<Built> {
  const { definition, store, workspace, run, now } = bench.options;
  const { name } = definition;
  await discardInterrupted(bench);
  const version = await allotVersion(store, {
    name,
    run,
    now: now(),
    key: input.key,
    trainKey: input.trainKey,
    comparedWith: input.reference.comparedWith,
    takenUpTo: await greatestVersionOnDisk(workspace, name),
  });
  try {
    const packaged = await writeDirectory(workspace.versionDirectory(name, version), async (directory) =>
      buildPackage(
        { ...input.content, version, keyFile: workspace.keyFile, directory },
        await bench.context(),
      ),
    );
    const passed = packaged.gates.every((gate) => gate.passed);
    const result = { ...packaged, version };
    await markReady(store, { name, version, passed, threshold: input.report.threshold, result });
    return result;
  } catch (cause) {
    await releaseVersion(store, name, version);
    throw cause;
  }
}

/** Removes versions that a killed run left between their number and their record. */
async function discardInterrupted(bench: Workbench): Promise<void> {
  const { definition, store, workspace } = bench.options;
  for (const version of await interruptedVersions(store, definition.name)) {
    const directory = workspace.versionDirectory(definition.name, version);
    if (await exists(directory)) {
      const aside = join(dirname(directory), asideName(String(version)));
      await rename(directory, aside);
      await rm(aside, { recursive: true, force: true });
    }
    await releaseVersion(store, definition.name, version);
  }
}
