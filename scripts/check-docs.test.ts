import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkDocs } from "./check-docs.ts";
import { generatedPages } from "./generated-pages.ts";
import { temporaryTree } from "./temporary-tree.ts";

const help = "Usage: airworthy [command]\n\nCommands:\n  run [options]  runs\n  help [command]  helps\n";
const tree = {
  "package.json": JSON.stringify({ scripts: { demo: "", airworthy: "" } }),
  "src/index.ts": "export const mlp = (width: number): number => width;\n",
  "bin/airworthy.js": `process.stdout.write(${JSON.stringify(help)});\n`,
  "examples/one/README.md": "# One\n",
  "docs/guide.md": "[the start](../README.md#start)\n",
};

/** The problems of a tree whose generated pages are current but for `stale`. */
async function problemsOf(
  readme: string,
  stale: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  await using temporary = await temporaryTree({ ...tree, "README.md": readme });
  const pages = { ...(await generatedPages(temporary.root)), ...stale };
  for (const [path, text] of Object.entries(pages)) await writeFile(join(temporary.root, path), text);
  return await checkDocs(temporary.root);
}

function block(language: string, ...lines: readonly string[]): string {
  return ["Text.", "", `\`\`\`${language}`, ...lines, "```", ""].join("\n");
}

describe("checkDocs()", () => {
  it("accepts what runs", async () => {
    const shell = block("sh", "npm run demo", "npx airworthy run --json", "node src/index.ts");
    const code = block("ts", 'import { mlp } from "airworthy";', "const width: number = mlp(3);");
    expect(await problemsOf(`${shell}${code}[docs](docs/guide.md) [far](https://example.com)\n`)).toEqual([]);
  });

  it("refuses a generated page that is not current", async () => {
    expect(await problemsOf("", { "docs/errors.md": "# Errors\n" })).toEqual([
      "docs/errors.md is not current: npm run docs",
    ]);
    expect(await problemsOf("", { "docs/cli.md": "" })).toEqual(["docs/cli.md is not current: npm run docs"]);
  });

  it("refuses TypeScript that does not compile, by its line in the page", async () => {
    const code = block("ts", 'import { mlp } from "airworthy";', "", 'mlp("3");');
    const problems = await problemsOf(`# Title\n\n${code}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("README.md:8 does not compile: Argument of type 'string'");
  });

  it.each([
    ["a script", "npm run nothing", "README.md:4 names the script 'nothing', which package.json lacks"],
    ["a command", "npx airworthy fly", "README.md:4 names 'airworthy fly', which does not exist"],
    [
      "a command behind npm",
      "npm run airworthy -- fly",
      "README.md:4 names 'airworthy fly', which does not exist",
    ],
    ["a file", "node bench/nothing.ts", "README.md:4 names bench/nothing.ts, which does not exist"],
  ])("refuses %s that does not exist", async (_, line, problem) => {
    expect(await problemsOf(block("sh", line))).toEqual([problem]);
  });

  it("refuses a link that leads nowhere", async () => {
    expect(await problemsOf("[there](docs/nothing.md)\n")).toEqual([
      "README.md links to docs/nothing.md, which does not exist",
    ]);
  });
});
