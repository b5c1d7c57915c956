/** TypeScript blocks of the docs, each a module of its own, compiled as a user's project would. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { API } from "typescript/unstable/sync";
import type { CodeBlock } from "./documents.ts";

/** What does not compile, by page and line; `airworthy` is the library in `root`. */
export async function compileBlocks(root: string, blocks: readonly CodeBlock[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-docs-"));
  const api = new API({ cwd: directory });
  try {
    const files = blocks.map((block, index) => ({ block, file: join(directory, `block-${index}.mts`) }));
    for (const { block, file } of files) await writeFile(file, `${block.text}\nexport {};\n`);
    const config = join(directory, "tsconfig.json");
    await writeFile(config, JSON.stringify(projectConfig(root)));
    using snapshot = api.updateSnapshot({ openProjects: [config] });
    const project = snapshot.getProject(config);
    if (project === undefined) throw new Error(`There is no TypeScript project ${config}.`);
    return files.flatMap(({ block, file }) => {
      const { program } = project;
      const lineStarts = program.getSourceFile(file)?.getLineStarts() ?? [];
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
        (problem) => {
          const line = lineStarts.filter((start) => start <= (problem.pos ?? 0)).length - 1;
          return `${block.path}:${block.line + line} does not compile: ${problem.text}`;
        },
      );
    });
  } finally {
    api.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function projectConfig(root: string): object {
  return {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noUnusedLocals: false,
      typeRoots: [join(root, "node_modules/@types")],
      paths: { airworthy: [join(root, "src/index.ts")] },
    },
    include: ["*.mts"],
    exclude: [],
  };
}
