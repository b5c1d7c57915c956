/**
 * A small project, and the command line called in this process: its main function, with what it prints caught.
 * What is bad is put over a good project; when it is put right again, the good run must work.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, vi } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { RunResult } from "../../src/pipeline.ts";
import type { Outcome } from "../cli/airworthy.ts";

export interface ConfigOptions {
  readonly source?: string;
  readonly label?: string;
  readonly entity?: string;
  /** `name: kind()` of columns besides id, user, at, kind, x and y. */
  readonly columns?: readonly string[];
  readonly at?: string;
  readonly more?: string;
  readonly clean?: string;
  readonly gates?: string;
  readonly features?: string;
}

/** A config whose model is small enough for many runs. */
export function configText(options: ConfigOptions = {}): string {
  const {
    source = 'csv("events.csv")',
    label = "y",
    entity = "user",
    columns = [],
    at = "timestamp()",
  } = options;
  const {
    more = "",
    gates = "",
    clean = "() => []",
    features = "({ x, entity: e }) => ({ mean_x: e.mean(x) })",
  } = options;
  return `import { boolean, category, csv, duplicates, integer, jsonLines, mlp, number, parquet, pipeline, text, timestamp } from "airworthy";

export default pipeline({
  name: "small",
  events: {
    source: ${source}, id: "id", entity: "${entity}", time: "at", label: "${label}", ${more}
    columns: { id: text(), ${entity}: text(), at: ${at}, kind: category(), x: number(), y: boolean(), ${columns.join(", ")} },
  },
  clean: ${clean},
  features: ${features},
  model: mlp({ hidden: [2], epochs: 1 }),
  validation: { bootstrapSamples: 20 },
  packaging: { latencyBudgetMs: 50 },
  gates: { ${gates} },
});
`;
}

export type Cell = string | number | boolean;
export type EventRow = readonly [
  id: Cell,
  user: Cell,
  at: Cell,
  kind: Cell,
  x: Cell,
  y: Cell,
  ...more: Cell[],
];

/** `count` events, an hour apart, of five users; x tells y. */
export function eventRows(count = 120): EventRow[] {
  return Array.from({ length: count }, (_, index) => {
    const x = (index * 37) % 100;
    const at = new Date(Date.UTC(2026, 0, 1, index)).toISOString();
    return [`e${index}`, `u${index % 5}`, at, index % 3 === 0 ? "a" : "b", x / 10, x > 50];
  });
}

export const header = ["id", "user", "at", "kind", "x", "y"];

/** CSV of `rows` under `names`, as they are: nothing is quoted. */
export function csvText(
  rows: readonly (readonly Cell[])[],
  names: readonly string[] = header,
  end = "\n",
): string {
  return [names, ...rows].map((row) => `${row.join(",")}${end}`).join("");
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const goodFiles: Files = { "airworthy.config.ts": configText(), "events.csv": csvText(eventRows()) };

export interface Project extends AsyncDisposable {
  readonly path: string;
  put(files: Files): Promise<void>;
  /** Calls `airworthy` in the project's folder. */
  call(...args: readonly string[]): Promise<Outcome>;
}

/** A project with `files` in a folder of its own. */
export async function openProject(files: Files = goodFiles, name = "project"): Promise<Project> {
  const root = await mkdtemp(join(tmpdir(), "airworthy-bad-"));
  const path = join(root, name);
  const put = async (given: Files) => {
    for (const [file, content] of Object.entries(given)) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), content);
    }
  };
  await put({ "package.json": '{ "type": "module" }', ...files });
  return {
    path,
    put,
    call: (...args) => callMain(args, path),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

async function callMain(args: readonly string[], cwd: string): Promise<Outcome> {
  const [before, written] = [process.cwd(), { stdout: "", stderr: "" }];
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    }),
  );
  process.chdir(cwd);
  try {
    const code = await main(args);
    return { code, ...written };
  } finally {
    process.chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Calls `args` for a person and for a program; both must refuse with `code`, and without a stack. Returns what it says. */
export async function expectRefusal(
  project: Project,
  args: readonly string[],
  code: string,
): Promise<Refusal> {
  const told = await project.call(...args);
  expect(told.stderr).toContain(`✗ ${code}\n`);
  expect([told.code, told.stdout]).toEqual([1, ""]);
  const { code: exit, stdout, stderr } = await project.call(...args, "--json");
  const { error } = JSON.parse(stdout) as { error: Refusal };
  expect([exit, error.code]).toEqual([1, code]);
  expectNoStack(told.stderr + stderr);
  expect(words(told.stderr)).toContain(words(error.message).slice(0, 60));
  return error;
}

export function expectNoStack(text: string): void {
  expect(text).not.toMatch(/^\s+at .+[:(]/m);
  expect(text).not.toContain("DEFECT");
}

/** Without line breaks and what surrounds them. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Puts the project right and runs it: it must pass, and nothing half-written may lie about. */
export async function expectGoodRun(project: Project, files: Files = goodFiles): Promise<void> {
  await project.put(files);
  const { code, stdout, stderr } = await project.call("run", "--json");
  expectNoStack(stderr);
  expect([code, (JSON.parse(stdout) as { status: string }).status], stdout).toEqual([0, "passed"]);
  expect(await leftovers(project.path)).toEqual([]);
}

/** Every file and folder under .airworthy that was written aside. */
export async function leftovers(path: string): Promise<string[]> {
  const names = await readdir(join(path, ".airworthy"), { recursive: true });
  return names.filter((name) => name.includes(".aside-"));
}

/** The document of a run that must come to its end, passed or failed by a gate. */
export async function runDocument(project: Project, files: Files): Promise<RunResult> {
  await project.put(files);
  const { code, stdout, stderr } = await project.call("run", "--json");
  expectNoStack(stderr);
  expect([0, 2], stdout).toContain(code);
  return JSON.parse(stdout) as RunResult;
}
