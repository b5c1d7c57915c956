/**
 * `npm run build`: what is published. Modules that are loaded together become one file: Node takes half a millisecond to
 * find, read and link each, and a server's start loads 340 of ours and 200 of the packages that are taken in here.
 * Whatever starts by itself (a thread, a process) keeps its place, so that its own address says where it is. The packages
 * that meet the network first stay outside, where their users can renew them.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { repositoryRoot } from "./check.ts";
import { startChunks } from "./start-chunks.ts";

const source = join(repositoryRoot, "src");

/** Packages of many small files that every start of a server reads. */
const takenIn = ["zod", "prom-client", "commander", "@opentelemetry/api", "tdigest", "bintrees"];
const ownPlace = "@@OWN_PLACE@@";

export interface BuildOptions {
  /** A folder; what it holds is replaced. */
  readonly out: string;
}

/** Builds the JavaScript of src/ without tests into `out`, beside the licences of what was taken in. */
export async function buildPackage({ out }: BuildOptions): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const { plugin, groups } = startChunks(source);
  const build = await rolldown({
    input: Object.fromEntries((await findEntries()).map((path) => [path.slice(0, -3), join(source, path)])),
    platform: "node",
    preserveEntrySignatures: "allow-extension", // as the groups of modules want it
    external: (id) => !/^[./]/.test(id) && !takenIn.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [knowsItsPlace, plugin],
    onLog(level, log) {
      if (level === "warn") throw new Error(log.message);
    },
  });
  const { output } = await build.write({
    dir: out,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: { includeDependenciesRecursively: false, groups: [...groups] },
  });
  await build.close();
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  await writeFile(join(out, "LICENSES.md"), await licencesOf(modules));
}

/** Where a program begins: the command, the library, and each script that some module starts by a name beside its own. */
async function findEntries(): Promise<string[]> {
  const entries = new Set(["cli/main.ts", "index.ts"]);
  for (const path of await readdir(source, { recursive: true })) {
    if (!path.endsWith(".ts") || path.includes(".test")) continue;
    const code = await readFile(join(source, path), "utf8");
    if (!code.includes("import.meta.url")) continue;
    for (const [, name = ""] of code.matchAll(/`(\.\.?\/[\w./-]+)\$\{/g))
      entries.add(relative(source, resolve(source, dirname(path), `${name}.ts`)));
  }
  return [...entries];
}

/** To each module `import.meta.url` is where it would stand if it had been built alone. */
const knowsItsPlace: Plugin = {
  name: "knows-its-place",
  transform(code, id) {
    if (!id.startsWith(source) || !code.includes("import.meta.url")) return null;
    const path = relative(source, id).replace(/\.ts$/, ".js");
    const own = `new URL("${ownPlace}/${path}", import.meta.url).href`;
    return { code: code.replaceAll("import.meta.url", own), moduleType: "ts", map: null };
  },
  renderChunk(code, { fileName }) {
    return { code: code.replaceAll(ownPlace, relative(dirname(fileName), ".") || "."), map: null };
  },
};

async function licencesOf(modules: readonly string[]): Promise<string> {
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      readonly name: string;
      readonly version: string;
    };
    const file = (await readdir(folder)).find((path) => /^licen[cs]e/i.test(path));
    if (file === undefined) throw new Error(`${name} has no licence to go with it`);
    return `## ${name} ${version}\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
  });
  return ["# Packages that are part of these files\n", ...(await Promise.all(texts))].join("\n");
}

if (import.meta.main) await buildPackage({ out: resolve(process.argv[2] ?? join(repositoryRoot, "dist")) });
