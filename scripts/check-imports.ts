/**
 * Imports point one way (DESIGN §6): core < io < stages < pipeline < server < cli < index; among stages to a
 * smaller number, through its index.ts or, where there is no engine, its live.ts or begin.ts; no cycle among files.
 * Tests look wherever they must.
 */
import { dirname, join } from "node:path/posix";
import { type Check, runAsScript } from "./check.ts";
import { readSourceTree, type SourceFile } from "./source-tree.ts";

const layers: readonly string[] = ["core", "io", "stages", "pipeline", "server", "cli", "index"];

/** What core may take from outside: what computes and touches nothing. */
const pureModules = /^@bufbuild\/protobuf(\/|$)|^node:(crypto|util|assert)$/;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  readonly specifier: string;
}

type ImportRule = (edge: Edge) => string | null;

/** The layer's place in {@link layers}, or -1 for a file outside src. */
function layerOf(path: string): number {
  return layers.indexOf(/^src\/([^/.]+)/.exec(path)?.[1] ?? "");
}

/** 3 for src/stages/3-features/sql.ts; 0 for files that all stages share, such as src/stages/context.ts. */
function stageOf(path: string): number | null {
  const match = /^src\/stages\/(?:(\d+)-[^/]+\/)?/.exec(path);
  return match === null ? null : Number(match[1] ?? 0);
}

/** Tests, type tests and what only they use: x.test.ts, x.test-d.ts, x.test-support.ts. */
const testFile = /\.test[.-]/;

function isTest(path: string): boolean {
  return testFile.test(path) || !/^(src|dashboard)\//.test(path);
}

const layersPointDown: ImportRule = ({ from, to }) =>
  to.startsWith("src/") && layerOf(to) > layerOf(from)
    ? `${layers[layerOf(from)]} must not import ${layers[layerOf(to)]}`
    : null;

const srcStaysInside: ImportRule = ({ from, to }) =>
  to.startsWith("src/") || !from.startsWith("src/") ? null : "src must not import what lies outside it";

const stagesPointDown: ImportRule = ({ from, to }) => {
  const [here, there] = [stageOf(from), stageOf(to)];
  if (here === null || there === null || there <= here) return null;
  return here === 0
    ? "what all stages share must not import a stage"
    : `stage ${here} must not import stage ${there}`;
};

const stagesAreEnteredByIndex: ImportRule = ({ from, to }) => {
  const there = stageOf(to);
  if (there === null || there === 0 || there === stageOf(from)) return null;
  return /^src\/stages\/[^/]+\/(index|live|begin)\.ts$/.test(to)
    ? null
    : "a stage is entered through its index.ts, its live.ts or its begin.ts only";
};

const dashboardStandsAlone: ImportRule = ({ from, to }) =>
  from.startsWith("dashboard/") && !to.startsWith("dashboard/")
    ? "the dashboard must not import what lies outside it"
    : null;

const testsAreNotImported: ImportRule = ({ to }) =>
  testFile.test(to) ? "a test is imported by nothing" : null;

const fileRules: readonly ImportRule[] = [
  layersPointDown,
  srcStaysInside,
  stagesPointDown,
  stagesAreEnteredByIndex,
  dashboardStandsAlone,
  testsAreNotImported,
];

const coreIsPure: ImportRule = ({ from, specifier }) =>
  layerOf(from) !== 0 || pureModules.test(specifier) ? null : `core must not import '${specifier}'`;

const srcIsRelative: ImportRule = ({ specifier }) =>
  /^airworthy(\/|$)/.test(specifier) ? "src imports itself by relative paths" : null;

const packageRules: readonly ImportRule[] = [coreIsPure, srcIsRelative];

function edgesOf(file: SourceFile): Edge[] {
  return file.imports.map(({ specifier, line }) => ({
    from: file.path,
    to: specifier.startsWith(".") ? join(dirname(file.path), specifier) : "",
    line,
    specifier,
  }));
}

/** Files that reach themselves; each cycle once, as the path around it. */
function findCycles(edges: readonly Edge[]): string[][] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const trail: string[] = [];
  const cycles: string[][] = [];
  function follow(path: string): void {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const { to } of targets.get(path) ?? []) follow(to);
    trail.pop();
    done.add(path);
  }
  for (const path of targets.keys()) follow(path);
  return cycles;
}

function isPlaced(path: string): boolean {
  return (
    !path.startsWith("src/") || (layerOf(path) >= 0 && /^src\/([^/]+\/|(pipeline|index)\.ts$)/.test(path))
  );
}

/** Every import of `files` that points the wrong way, one sentence each. */
export function findImportProblems(files: readonly SourceFile[]): string[] {
  const edges = files.flatMap(edgesOf);
  const ruled = edges
    .filter(({ from }) => !isTest(from))
    .flatMap((edge) =>
      (edge.to === "" ? packageRules : fileRules)
        .map((rule) => rule(edge))
        .filter((problem) => problem !== null)
        .map((problem) => `${edge.from}:${edge.line} imports '${edge.specifier}': ${problem}`),
    );
  const lost = files
    .filter(({ path }) => !isPlaced(path))
    .map(({ path }) => `${path} lies in no layer of ${layers.join(" < ")}`);
  const cycles = findCycles(edges.filter(({ to }) => to !== ""));
  return [...lost, ...ruled, ...cycles.map((cycle) => `import cycle: ${cycle.join(" → ")}`)];
}

export const checkImports: Check = (root) => findImportProblems(readSourceTree(root));

await runAsScript(checkImports, import.meta);
