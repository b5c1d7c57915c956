import { describe, expect, it } from "vitest";
import { repositoryRoot } from "./check.ts";
import { checkImports } from "./check-imports.ts";
import { temporaryTree } from "./temporary-tree.ts";

const clean = {
  "src/core/a.ts": "export const a = 1;\n",
  "src/io/b.ts": 'import { a } from "../core/a.ts";\nexport const b = a;\n',
  "src/stages/context.ts": 'export { b } from "../io/b.ts";\n',
  "src/stages/1-collect/index.ts": 'export { b } from "../context.ts";\n',
  "src/stages/2-clean/index.ts": 'export { b } from "../1-collect/index.ts";\n',
  "src/pipeline.ts": 'export { b } from "./stages/2-clean/index.ts";\n',
  "src/index.ts": 'export { b } from "./pipeline.ts";\n',
};

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using tree = await temporaryTree({ ...clean, ...files });
  return await checkImports(tree.root);
}

describe("checkImports()", () => {
  it("accepts this repository", async () => {
    expect(await checkImports(repositoryRoot)).toEqual([]);
  });

  it("accepts imports that point down", async () => {
    expect(await problemsOf({})).toEqual([]);
  });

  it.each([
    ["core that imports io", "src/core/c.ts", 'import "../io/b.ts";', "core must not import io"],
    [
      "a type imported upwards",
      "src/core/c.ts",
      'import type { b } from "../io/b.ts";',
      "core must not import io",
    ],
    [
      "a lazy import upwards",
      "src/io/c.ts",
      'export const c = () => import("../pipeline.ts");',
      "io must not import pipeline",
    ],
    [
      "a type query upwards",
      "src/io/c.ts",
      'export type C = typeof import("../pipeline.ts");',
      "io must not import pipeline",
    ],
    [
      "a re-export upwards",
      "src/stages/2-clean/c.ts",
      'export * from "../../pipeline.ts";',
      "stages must not import pipeline",
    ],
    [
      "a stage that imports a later one",
      "src/stages/1-collect/c.ts",
      'import "../2-clean/index.ts";',
      "stage 1 must not import stage 2",
    ],
    [
      "a stage entered by a side door",
      "src/stages/2-clean/c.ts",
      'import "../1-collect/d.ts";',
      "entered through its index.ts, its live.ts or its begin.ts",
    ],
    [
      "a pipeline that enters by a side door",
      "src/cli/c.ts",
      'import "../stages/1-collect/d.ts";',
      "entered through its index.ts, its live.ts or its begin.ts",
    ],
    [
      "shared stage files that import a stage",
      "src/stages/c.ts",
      'import "./1-collect/index.ts";',
      "must not import a stage",
    ],
    ["core that touches the world", "src/core/c.ts", 'import "node:fs";', "core must not import 'node:fs'"],
    ["src that imports an example", "src/cli/c.ts", 'import "../../examples/e.ts";', "outside it"],
    ["src that imports a test", "src/cli/c.ts", 'import "./e.test.ts";', "a test is imported by nothing"],
    ["src that imports its own name", "src/cli/c.ts", 'import "airworthy";', "relative paths"],
    ["a file in no layer", "src/helpers/c.ts", "export {};", "lies in no layer"],
    [
      "a cycle in one layer",
      "src/core/a.ts",
      'import { c } from "./c.ts";\nexport const a = c;',
      "import cycle: src/core/c.ts → src/core/a.ts → src/core/c.ts",
    ],
  ])("refuses %s", async (_, path, text, problem) => {
    const others = {
      "src/core/c.ts": 'import { a } from "./a.ts";\nexport const c = a;\n',
      "src/stages/1-collect/d.ts": "export {};\n",
      "examples/e.ts": "export {};\n",
      "src/cli/e.test.ts": "export {};\n",
    };
    const problems = await problemsOf({ ...others, [path]: `${text}\n` });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("ignores what only looks like an import", async () => {
    const text =
      'export const c = `import "../io/b.ts"`;\n// import "../io/b.ts";\n/* import "../io/b.ts"; */\n';
    expect(await problemsOf({ "src/core/c.ts": text })).toEqual([]);
  });
});
