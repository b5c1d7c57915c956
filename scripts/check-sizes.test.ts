import { describe, expect, it } from "vitest";
import { checkSizes } from "./check-sizes.ts";
import { readSourceTree } from "./source-tree.ts";
import { temporaryTree } from "./temporary-tree.ts";

function lines(count: number, line = "a();"): string {
  return `${line}\n`.repeat(count);
}

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using tree = await temporaryTree(files);
  return await checkSizes(tree.root);
}

const small = Object.fromEntries([1, 2, 3, 4].map((n) => [`src/small-${n}.ts`, "export {};\n"]));

describe("checkSizes()", () => {
  it("refuses a file of 251 lines of code and accepts 250", async () => {
    expect(await problemsOf({ ...small, "src/a.ts": lines(250) })).toEqual([]);
    expect(await problemsOf({ ...small, "src/a.ts": lines(251) })).toEqual([
      "src/a.ts has 251 lines of code, at most 250",
    ]);
  });

  it.each([
    ["function", (body: string) => `function f() {\n${body}}\n`, "f"],
    ["arrow function", (body: string) => `const f = () => {\n${body}};\n`, "f"],
    ["method", (body: string) => `class C {\nf() {\n${body}}\n}\n`, "f"],
    ["getter", (body: string) => `const o = {\nget f() {\n${body}}\n};\n`, "f"],
    ["callback", (body: string) => `run(() => {\n${body}});\n`, "callback of run"],
  ])("refuses a %s of 61 lines and accepts 60", async (_, wrap, name) => {
    expect(await problemsOf({ "src/a.ts": wrap(lines(58)) })).toEqual([]);
    const problems = await problemsOf({ "src/a.ts": wrap(lines(59)) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name} has 61 lines of code`);
  });

  it("refuses a tree where fewer than 80% of the files are small", async () => {
    const { "src/small-1.ts": _, ...three } = small;
    const problems = await problemsOf({ ...three, "src/a.ts": lines(101) });
    expect(problems).toEqual(["3 of 4 files of code have at most 100 lines, wanted 80%"]);
  });

  it("leaves tests out of that share", async () => {
    const { "src/small-1.ts": _, ...three } = small;
    expect(await problemsOf({ ...three, "src/a.test.ts": lines(101), "test/b.ts": lines(101) })).toEqual([]);
  });

  it("leaves generated files out", async () => {
    expect(await problemsOf({ "src/a.ts": "", "src/a.gen.ts": lines(1000) })).toEqual([]);
  });
});

describe("readSourceTree()", () => {
  it("counts code, not comments and blanks", async () => {
    const text = [
      "#!/usr/bin/env node",
      "/** A doc comment",
      " * over lines. */",
      "",
      "// a comment",
      'const url = "http://a"; // 1',
      "const pattern = /[/*]/; /* 2 */",
      "const text = `3",
      "// 4",
      "$".concat("{[5].map((n) => `*/ $", "{n}`)} /* still 5"),
      "`;",
      "/* before */ const code = 7;",
    ].join("\n");
    await using tree = await temporaryTree({ "a.ts": text });
    expect(readSourceTree(tree.root)[0]?.codeLines).toBe(7);
  });
});
