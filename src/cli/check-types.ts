/** Type-checks a config with the TypeScript of its own project, "airworthy" meaning this very instance of the library. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export interface TypeCheck {
  /** The version of TypeScript that checked; null where the project has none. */
  readonly typescript: string | null;
  /** One line a problem, with its place in the config. */
  readonly problems: readonly string[];
}

/** Checks the types of the config at `path`; says so where the project has no TypeScript to check with. */
export async function checkTypes(path: string): Promise<TypeCheck> {
  const compiler = await findCompiler(path);
  if (compiler === null) return { typescript: null, problems: [] };
  const directory = await mkdtemp(join(tmpdir(), "airworthy-types-"));
  try {
    const project = join(directory, "tsconfig.json");
    await writeFile(project, JSON.stringify(projectFor(path)));
    const output = await runCompiler(compiler.script, project, dirname(path));
    return { typescript: compiler.version, problems: problemsIn(output, dirname(path)) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Compiler {
  readonly script: string;
  readonly version: string;
}

async function findCompiler(path: string): Promise<Compiler | null> {
  const manifest = resolveFrom(path, "typescript/package.json");
  if (manifest === null) return null;
  const { bin, version } = JSON.parse(await readFile(manifest, "utf8")) as {
    readonly bin: { readonly tsc: string };
    readonly version: string;
  };
  return { script: join(dirname(manifest), bin.tsc), version };
}

function resolveFrom(path: string, specifier: string): string | null {
  try {
    return createRequire(path).resolve(specifier);
  } catch {
    return null; // not installed there
  }
}

function projectFor(path: string): unknown {
  const own = fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url));
  const nodeTypes =
    resolveFrom(path, "@types/node/package.json") ??
    resolveFrom(fileURLToPath(import.meta.url), "@types/node/package.json");
  const roots = nodeTypes === null ? [] : [dirname(dirname(nodeTypes))];
  return {
    compilerOptions: {
      target: "es2024",
      lib: ["es2024", "esnext.disposable"],
      module: "nodenext",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      types: nodeTypes === null ? [] : ["node"],
      typeRoots: roots,
      paths: { airworthy: [own] },
    },
    files: [path],
  };
}

async function runCompiler(script: string, project: string, cwd: string): Promise<string> {
  return await new Promise((settle, fail) => {
    const args = [script, "--project", project, "--pretty", "false"];
    execFile(process.execPath, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error !== null && stdout === "")
        fail(new Error(`TypeScript did not run: ${stderr || error.message}`));
      else settle(stdout);
    });
  });
}

/** The messages about files of the project; those about what it imports from elsewhere are not the user's to mend. */
function problemsIn(output: string, directory: string): string[] {
  return output
    .split("\n")
    .map((line) => /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, file = "", line, column, code, message]) => ({
      file: relative(directory, join(directory, relative(directory, file))),
      text: `(${line},${column}): ${message} (${code})`,
    }))
    .filter(({ file }) => !file.startsWith("..") && existsSync(join(directory, file)))
    .map(({ file, text }) => `${file}${text}`);
}
