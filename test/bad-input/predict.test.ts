import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  configText,
  csvText,
  eventRows,
  expectGoodRun,
  expectNoStack,
  expectRefusal,
  header,
  openProject,
  type Project,
} from "./project.ts";

let project: Project;
const files = {
  "airworthy.config.ts": configText({ columns: ["n: integer({ min: 0 })"] }),
  "events.csv": csvText(
    eventRows().map((row, index) => [...row, index % 7]),
    [...header, "n"],
  ),
};
beforeAll(async () => {
  project = await openProject(files);
  await expectGoodRun(project, files);
});
afterAll(() => project[Symbol.asyncDispose]());

const row = { id: "new", user: "u1", at: "2026-03-01T00:00:00Z", kind: "a", x: 3, n: 2 };
const json = (change: object) => JSON.stringify({ ...row, ...change });

const refused: readonly (readonly [string, string, string, RegExp])[] = [
  ["malformed JSON", "{oops", "INPUT_INVALID", /no JSON/],
  ["JSON cut short", '{"user": "u1"', "INPUT_INVALID", /no JSON/],
  ["an empty list", "[]", "INPUT_INVALID", /at least one/],
  ["a list of numbers", "[1, 2]", "INPUT_INVALID", /row 1/],
  ["a list in a list", '[[{"user": "u1"}]]', "INPUT_INVALID", /row 1/],
  ["a misspelt column", json({ x: undefined, X: 3 }), "INPUT_INVALID", /'X'.*did you mean 'x'/],
  ["a text for a number", json({ x: "tall" }), "INPUT_INVALID", /'x'.*tall/],
  ["a fraction for an integer", json({ n: 1.5 }), "INPUT_INVALID", /'n'.*1\.5/],
  ["a huge integer", json({ n: 1e300 }), "INPUT_INVALID", /'n'.*1e\+?300/],
  ["a number past any double", json({}).replace('"x":3', '"x":1e999'), "INPUT_INVALID", /'x'/],
  ["an object for a number", json({ x: { y: 1 } }), "INPUT_INVALID", /'x'/],
  ["a list for a text", json({ kind: ["a"] }), "INPUT_INVALID", /'kind'/],
  ["a time that is none", json({ at: "yesterday" }), "INPUT_INVALID", /'at'.*yesterday/],
  ["a path that does not exist", "nowhere.csv", "INPUT_INVALID", /nowhere\.csv/],
  ["nothing", "", "INPUT_INVALID", /--input/],
  ["a folder", ".", "INPUT_INVALID", /neither/],
  ["an ending that is unknown", "package.json.bak", "INPUT_INVALID", /\.csv/],
  ["an empty file", "empty.csv", "NO_ROWS", /empty/],
  ["an empty file of lines", "empty.jsonl", "NO_ROWS", /./],
  ["a file that is no Parquet", "no.parquet", "SOURCE_UNREADABLE", /no\.parquet/],
];

test.each(refused)("airworthy predict and trace refuse %s", async (_, input, code, message) => {
  await project.put({ "empty.csv": "", "empty.jsonl": "", "no.parquet": "PAR1", "package.json.bak": "{}" });
  for (const command of ["predict", "trace"]) {
    const error = await expectRefusal(project, [command, "--input", input], code);
    expect(error.message).toMatch(message);
  }
  expect((await project.call("predict", "--input", json({}))).code).toBe(0);
});

test("airworthy predict refuses a file that lacks what the model needs, by the column's name", async () => {
  await project.put({ "lacks.csv": csvText([["e1", "u1", "a", 3]], ["id", "user", "kind", "x"]) });
  const error = await expectRefusal(project, ["predict", "--input", "lacks.csv"], "SCHEMA_MISMATCH");
  expect(error.message).toContain("'at'");
});

test("airworthy predict takes absent values, null, empty CSV fields and a header alone", async () => {
  const answers = async (input: string) => {
    const { code, stdout, stderr } = await project.call("predict", "--input", input, "--json");
    expectNoStack(stderr);
    expect(code, stdout).toBe(0);
    return JSON.parse(stdout) as { predictions: { probability: number }[]; rows?: number };
  };
  const absent = await answers(JSON.stringify({ id: "new", user: "u1", at: row.at }));
  const nulls = await answers(json({ kind: null, x: null, n: null }));
  await project.put({
    "empties.csv": csvText([["new", "u1", row.at, "", "", ""]], ["id", "user", "at", "kind", "x", "n"]),
  });
  const empties = await answers("empties.csv");
  expect(nulls.predictions[0]?.probability).toBe(absent.predictions[0]?.probability);
  expect(empties.predictions[0]?.probability).toBe(absent.predictions[0]?.probability);
  expect(
    (await answers(json({ unknown_column: 1, x: 1e308 }))).predictions[0]?.probability,
  ).toBeGreaterThanOrEqual(0);
});

test("airworthy predict of a file tells the rows that do not fit, and answers the others", async () => {
  await project.put({
    "mixed.jsonl": `${json({})}\n{oops\n${json({ x: "tall" })}\n[]\n${json({ id: "last" })}\n`,
  });
  const { code, stdout } = await project.call("predict", "--input", "mixed.jsonl", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    rows: 5,
    predicted: 2,
    rejected: 3,
    firstRejected: [{ row: 2 }, { row: 3, field: "x" }, { row: 4 }],
  });
});

test("airworthy trace shows the first row of a file and says so", async () => {
  const traced = await project.call("trace", "--input", "events.csv", "--json");
  expect(traced.stderr).toBe("There is more than one row: this is the first.\n");
  const [first] = eventRows();
  const same = await project.call(
    "trace",
    "--input",
    JSON.stringify({
      id: first?.[0],
      user: first?.[1],
      at: first?.[2],
      kind: first?.[3],
      x: first?.[4],
      n: 0,
    }),
    "--json",
  );
  const document = (text: string) => (JSON.parse(text) as { encoded: object }).encoded;
  expect(document(traced.stdout)).toEqual(document(same.stdout));
});

test("airworthy predict makes the folder of its output, and says where it cannot write", async () => {
  const predict = ["predict", "--input", "events.csv", "--output"];
  expect((await project.call(...predict, "new/deep/out.csv")).code).toBe(0);
  await expectRefusal(project, [...predict, "events.csv/out.csv"], "DISK_UNUSABLE");
  await mkdir(join(project.path, "folder.csv"), { recursive: true });
  await expectRefusal(project, [...predict, "folder.csv"], "DISK_UNUSABLE");
  await expectRefusal(project, [...predict, "out.xlsx"], "INPUT_INVALID");
});

test.each(["model.onnx", "manifest.json", "card.md", "baseline.json"])(
  "airworthy predict refuses a package of which one byte of %s was changed",
  async (name) => {
    const path = join(project.path, ".airworthy", "models", "small", "1", name);
    const bytes = await readFile(path);
    const changed = Uint8Array.from(bytes);
    const middle = Math.floor(bytes.length / 2);
    changed[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(path, changed);
    const { message } = await expectRefusal(project, ["predict", "--input", json({})], "PACKAGE_INVALID");
    expect(message).toContain(name);
    await writeFile(path, bytes.subarray(0, middle));
    await expectRefusal(project, ["trace", "--input", json({})], "PACKAGE_INVALID");
    await writeFile(path, bytes);
    expect((await project.call("predict", "--input", json({}))).code).toBe(0);
  },
);
