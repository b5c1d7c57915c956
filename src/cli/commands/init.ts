import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import { diskFailure, writeFileWhole } from "../../io/files.ts";
import { ownVersion } from "../../io/own-version.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { sampleVisits } from "../sample-visits.ts";

/** npm does not pack a file named .gitignore, so the template goes without its dot. */
const targetNames: Readonly<Record<string, string>> = { gitignore: ".gitignore" };

/** Makes a new project in a directory that is empty or not there yet. */
export const init: Command = async (argument = ".", { json = false }, { directory, print }) => {
  const target = resolve(directory, argument);
  await requireEmpty(target);
  const files = { ...(await templateFiles(basename(target))), "data/visits.csv": sampleVisits() };
  for (const [name, content] of Object.entries(files)) await writeFileWhole(join(target, name), content);
  const made = Object.keys(files).sort();
  const here = relative(directory, target) || ".";
  print(json ? jsonDocument({ directory: target, files: made }) : summary(here, made));
  return exitCodes.ok;
};

async function requireEmpty(target: string): Promise<void> {
  try {
    await mkdir(target, { recursive: true });
    const [first] = await readdir(target);
    if (first === undefined) return;
    throw new AirworthyError(
      "DIRECTORY_NOT_EMPTY",
      `Cannot make a project in ${target}: it holds '${first}', wanted an empty directory.`,
      { details: { directory: target } },
    );
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
      throw new AirworthyError("DISK_UNUSABLE", `Cannot make a project in ${target}: it is a file.`, {
        cause,
      });
    }
    throw diskFailure(cause, target);
  }
}

async function templateFiles(name: string): Promise<Record<string, string>> {
  const folder = new URL("../../../templates/project/", import.meta.url);
  const names = await readdir(folder);
  const contents = await Promise.all(
    names.map(async (file) => {
      const text = await readFile(new URL(file, folder), "utf8");
      return [targetNames[file] ?? file, file === "package.json" ? packageJson(text, name) : text] as const;
    }),
  );
  return Object.fromEntries(contents);
}

function packageJson(template: string, name: string): string {
  const manifest = JSON.parse(template) as { dependencies: Record<string, string> };
  const safeName =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, "-")
      .replace(/^[._-]+/, "") || "my-model";
  const dependencies = { ...manifest.dependencies, airworthy: `^${ownVersion()}` };
  return `${JSON.stringify({ ...manifest, name: safeName, dependencies }, null, 2)}\n`;
}

function summary(here: string, files: readonly string[]): string {
  const steps = [...(here === "." ? [] : [`cd ${here}`]), "npm install", "npx airworthy run"];
  return [
    `A new project in ${here}:`,
    ...files.map((file) => `  ${file}`),
    "",
    "Next",
    ...steps.map((step) => `  ${step}`),
    "",
  ].join("\n");
}
