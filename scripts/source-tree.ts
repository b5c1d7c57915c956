/** The repository's TypeScript as the compiler parses it: files, their imports, their functions. */
import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { type Node, SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";
import { codeLines, visit } from "./code-lines.ts";

export interface Import {
  /** As written: `"../core/time.ts"`, `"node:fs"`, `"pg"`. */
  readonly specifier: string;
  readonly line: number;
}

export interface SourceFunction {
  readonly name: string;
  readonly line: number;
  readonly codeLines: number;
}

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly codeLines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly SourceFunction[];
}

/** The TypeScript projects of a repository; the second may be missing. */
const configs = ["tsconfig.json", "dashboard/tsconfig.json"];

/** Every file of the projects in `root`, generated ones (`.gen.ts`) left out. */
export function readSourceTree(root: string): SourceFile[] {
  const found = configs.filter((config) => existsSync(resolve(root, config)));
  return found.flatMap((config) => readProject(root, resolve(root, config)));
}

function readProject(root: string, config: string): SourceFile[] {
  const api = new API({ cwd: root });
  try {
    using snapshot = api.updateSnapshot({ openProjects: [config] });
    const project = snapshot.getProject(config);
    if (project === undefined) throw new Error(`There is no TypeScript project ${config}.`);
    const files = project.program
      .getSourceFileNames()
      .map((name) => ({ name, path: relative(root, name).split(sep).join("/") }))
      .filter(
        ({ path }) => !path.startsWith("..") && !path.includes("node_modules/") && !path.endsWith(".gen.ts"),
      );
    return files.map(({ name, path }) => {
      const parsed = project.program.getSourceFile(name);
      if (parsed === undefined) throw new Error(`Cannot parse ${path}.`);
      const lineOf = (position: number) => parsed.getLineAndCharacterOfPosition(position).line;
      const code = codeLines(parsed, parsed.text, lineOf);
      return {
        path,
        codeLines: code.size,
        imports: parsed.imports.map((node) => ({
          specifier: node.getText(parsed).slice(1, -1),
          line: lineOf(node.getStart(parsed)) + 1,
        })),
        functions: functionsIn(parsed, (node) => {
          const [from, to] = [lineOf(node.getStart(parsed)), lineOf(node.end)];
          return { line: from + 1, codeLines: [...code].filter((line) => from <= line && line <= to).length };
        }),
      };
    });
  } finally {
    api.close();
  }
}

const functionKinds = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

function functionsIn(file: Node, measure: (node: Node) => Omit<SourceFunction, "name">): SourceFunction[] {
  const functions: SourceFunction[] = [];
  visit(file, (node) => {
    if (functionKinds.has(node.kind)) functions.push({ name: nameOf(node), ...measure(node) });
  });
  return functions;
}

function nameOf(node: Node): string {
  const own = "name" in node ? (node.name as Node | undefined) : undefined;
  if (own !== undefined) return own.getText();
  if (node.parent.kind === SyntaxKind.CallExpression) {
    return `callback of ${(node.parent as Node & { expression: Node }).expression.getText()}`;
  }
  const holder = node.parent as Node & { name?: Node };
  return holder.name?.getText() ?? "anonymous";
}
