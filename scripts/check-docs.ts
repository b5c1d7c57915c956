/** Documentation runs: generated pages are current, TypeScript blocks compile, commands and links lead somewhere. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Check, runAsScript } from "./check.ts";
import { commandNames } from "./command-help.ts";
import { compileBlocks } from "./compile-blocks.ts";
import { type CodeBlock, codeBlocks, readDocuments } from "./documents.ts";
import { generatedPages } from "./generated-pages.ts";

const generatedAreCurrent: Check = async (root) => {
  const pages = Object.entries(await generatedPages(root));
  const stale = await Promise.all(
    pages.map(async ([path, text]) => {
      const written = join(root, path);
      return existsSync(written) && (await readFile(written, "utf8")) === text ? null : path;
    }),
  );
  return stale.filter((path) => path !== null).map((path) => `${path} is not current: npm run docs`);
};

const typescriptCompiles: Check = async (root) => {
  const documents = await readDocuments(root);
  return await compileBlocks(
    root,
    documents.flatMap(codeBlocks).filter(({ language }) => language === "ts"),
  );
};

/** What stands behind `npm run`, `npx airworthy` and `node` in a shell block exists. */
const commandsExist: Check = async (root) => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  const commands = new Set(await commandNames(root));
  const shell = (await readDocuments(root)).flatMap(codeBlocks).filter(({ language }) => language === "sh");
  return shell.flatMap((block) =>
    named(block, /npm run ([\w:-]+)/g)
      .filter((script) => !Object.hasOwn(scripts, script))
      .map((script) => `${block.path}:${block.line} names the script '${script}', which package.json lacks`)
      .concat(
        named(block, /(?:npx airworthy|npm run airworthy --) ([a-z][\w-]*)/g)
          .filter((command) => !commands.has(command))
          .map((command) => `${block.path}:${block.line} names 'airworthy ${command}', which does not exist`),
        named(block, /\bnode ((?:[\w.-]+\/)+[\w.-]+\.ts)/g)
          .filter((path) => !existsSync(join(root, path)))
          .map((path) => `${block.path}:${block.line} names ${path}, which does not exist`),
      ),
  );
};

function named({ text }: CodeBlock, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

const linksLead: Check = async (root) =>
  (await readDocuments(root)).flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !existsSync(join(root, dirname(path), target)))
      .map((target) => `${path} links to ${target}, which does not exist`),
  );

export const checkDocs: Check = async (root) => {
  const parts = [generatedAreCurrent, typescriptCompiles, commandsExist, linksLead];
  return (await Promise.all(parts.map((part) => part(root)))).flat();
};

await runAsScript(checkDocs, import.meta);
