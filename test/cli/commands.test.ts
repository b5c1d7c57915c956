import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commandTable } from "../../src/cli/command-table.ts";
import { airworthy, temporaryFolder } from "./airworthy.ts";

const stackLine = /^\s+at .+:\d+:\d+\)?$/m;
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

test("airworthy --help names every command and shows an example", async () => {
  const { code, stdout, stderr } = await airworthy(["--help"], { cwd: "/" });
  expect([code, stderr]).toEqual([0, ""]);
  for (const { name } of commandTable) expect(stdout).toContain(`  ${name.split(" ")[0]} `);
  expect(stdout).toContain("Example:\n  $ airworthy init");
});

test("airworthy <command> --help shows its example", async () => {
  const helps = await Promise.all(
    commandTable.map(({ name }) => airworthy([...name.split(" "), "--help"], { cwd: "/" })),
  );
  for (const [index, { code, stdout }] of helps.entries()) {
    expect(code).toBe(0);
    expect(stdout).toContain(`$ ${commandTable[index]?.example}`);
    expect(stdout).toContain("--json");
  }
});

test("airworthy refuses a command and an option that it does not have", async () => {
  const command = await airworthy(["rum"], { cwd: "/" });
  expect(command).toMatchObject({ code: 1, stdout: "" });
  expect(command.stderr).toContain("unknown command 'rum'");
  expect(await airworthy(["run", "--jsn"], { cwd: "/" })).toMatchObject({ code: 1 });
});

test("airworthy init makes a project whose types are sound, once", async () => {
  await using folder = await temporaryFolder();
  const made = await airworthy(["init", "my model"], { cwd: folder.path });
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const project = join(folder.path, "my model");
  expect((await readdir(project)).sort()).toEqual(
    [".gitignore", "README.md", "airworthy.config.ts", "data", "package.json", "tsconfig.json"].sort(),
  );
  expect(JSON.parse(await readFile(join(project, "package.json"), "utf8"))).toMatchObject({
    name: "my-model",
  });
  await symlink(modules, join(project, "node_modules"));
  const checked = await airworthy(["check", "--json"], { cwd: project });
  expect(JSON.parse(checked.stdout)).toMatchObject({
    status: "passed",
    findings: [
      { about: "config", status: "fine" },
      { about: "types", status: "fine", message: expect.stringContaining("TypeScript 7") },
      { about: "source", status: "fine" },
    ],
  });
  expect(checked.code).toBe(0);
  const again = await airworthy(["init", "my model"], { cwd: folder.path });
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toContain("DIRECTORY_NOT_EMPTY");
});

test("airworthy check tells everything that is wrong at once", async () => {
  await using folder = await temporaryFolder();
  await airworthy(["init", "."], { cwd: folder.path });
  await symlink(modules, join(folder.path, "node_modules"));
  const path = join(folder.path, "airworthy.config.ts");
  const config = (await readFile(path, "utf8"))
    .replace("basket: number(", "baskets: number(")
    .replace("({ basket,", "({ baskets: basket,")
    .replace('slices: ["channel"]', 'slices: ["chanel"]')
    .replace("accuracy: {", "acuracy: {");
  await writeFile(path, config);
  const { code, stdout } = await airworthy(["check", "--json"], { cwd: folder.path });
  const { findings } = JSON.parse(stdout) as {
    findings: { about: string; status: string; message: string }[];
  };
  const wrong = findings.filter(({ status }) => status === "wrong").map(({ message }) => message);
  expect(code).toBe(1);
  expect(wrong).toContainEqual(expect.stringContaining("'chanel'"));
  expect(wrong).toContainEqual(expect.stringContaining("'acuracy'"));
  expect(wrong).toContainEqual(expect.stringMatching(/airworthy\.config\.ts\(\d+,\d+\): .*TS\d+/));
});

test("airworthy check looks at the source's columns and first rows", async () => {
  await using folder = await temporaryFolder();
  await airworthy(["init", "."], { cwd: folder.path });
  const data = join(folder.path, "data", "visits.csv");
  const rows = await readFile(data, "utf8");
  await writeFile(data, rows.replace("basket", "cart"));
  const missing = await airworthy(["check"], { cwd: folder.path });
  expect(missing).toMatchObject({ code: 1, stderr: "" });
  expect(missing.stdout).toMatch(/✗ wrong\s+source\s+there is no column 'basket'/);
  await writeFile(data, rows.replaceAll(/,(true|false)$/gm, ",perhaps"));
  const misfit = await airworthy(["check"], { cwd: folder.path });
  expect(misfit.code).toBe(1);
  expect(misfit.stdout).toContain("1000 of the first 1000 rows do not fit 'ordered'");
  expect(await readdir(folder.path)).not.toContain(".airworthy");
});

const brokenConfigs = [
  ["throws", 'const x: number = 3;\nthrow new Error("no luck " + x);\n', /:2:7: no luck 3/],
  ["has no default export", "export const a = 1;\n", /no default export/],
  [
    "has a misspelt import",
    'import { pipelin } from "airworthy";\nexport default pipelin({});\n',
    /:1:\d+: .*pipelin/,
  ],
  ["has a syntax error", "\n\nexport default {,};\n", /:3:\d+: /],
  ["uses what strips to nothing", "enum A { B }\nexport default A;\n", /enum/],
  ["names nothing", "export default nothing;\n", /:1:16: nothing is not defined/],
] as const;

test.each(brokenConfigs)(
  "airworthy run says so, without a stack, where the config %s",
  async (_, text, message) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "airworthy.config.ts"), text);
    await writeFile(join(folder.path, "package.json"), "{}");
    const { code, stdout, stderr } = await airworthy(["run"], { cwd: folder.path });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("CONFIG_INVALID");
    expect(stderr.replaceAll(/\n\s*/g, " ")).toMatch(message);
    expect(stderr).not.toMatch(stackLine);
    expect(stderr).not.toContain("Warning");
  },
);

test("airworthy tells an error as JSON where that was asked for, and its stack where AIRWORTHY_DEBUG is 1", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "airworthy.config.ts"), "export const a = 1;\n");
  const env = { AIRWORTHY_DEBUG: "1" };
  const { stdout, stderr } = await airworthy(["run", "--json"], { cwd: folder.path, env });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "CONFIG_INVALID" } });
  expect(stderr).toMatch(stackLine);
});

test.each([
  [["status", "--nonsense", "--json"], "unknown option '--nonsense'."],
  [["keys", "create", "--json"], "required option '--scope <scope>' not specified."],
  [["feedback", "import", "--json"], "missing required argument 'file'."],
  [["nonsense", "--json"], "unknown command 'nonsense'."],
])("airworthy %j tells what it cannot read as one JSON document, too", async (args, why) => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await airworthy(args, { cwd: folder.path });
  expect([code, stderr]).toEqual([1, ""]);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: "OPTION_INVALID", message: `Cannot read the command line: ${why}` },
  });
});

test("airworthy finds the config in a folder above", async () => {
  await using folder = await temporaryFolder();
  await airworthy(["init", "."], { cwd: folder.path });
  await mkdir(join(folder.path, "deep", "deeper"), { recursive: true });
  const { code, stdout } = await airworthy(["runs"], { cwd: join(folder.path, "deep", "deeper") });
  expect([code, stdout]).toEqual([0, "No runs yet: start one with npx airworthy run.\n"]);
});

test("airworthy says that there is nothing yet to show, to predict with, or to read", async () => {
  await using folder = await temporaryFolder();
  expect((await airworthy(["run"], { cwd: folder.path })).stderr).toContain("CONFIG_NOT_FOUND");
  await airworthy(["init", "."], { cwd: folder.path });
  expect((await airworthy(["show", "latest"], { cwd: folder.path })).stderr).toContain("NOT_FOUND");
  const predicted = await airworthy(["predict", "--input", "{}"], { cwd: folder.path });
  expect(predicted.code).toBe(1);
  expect(predicted.stderr).toContain("has no champion yet");
  const input = await airworthy(["predict", "--input", "{oops", "--json"], { cwd: folder.path });
  expect(JSON.parse(input.stdout)).toMatchObject({ error: { code: "INPUT_INVALID" } });
});
