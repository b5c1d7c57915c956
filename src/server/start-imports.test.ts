import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Each costs a start more than the rest of the server together; routes that need one load it when they are asked. */
const heavy = [
  "@bufbuild/protobuf",
  "@duckdb/node-api",
  "@duckdb/node-bindings",
  "kysely",
  "onnxruntime-node",
  "pg",
  "pg-boss",
];

/** The addresses of what `airworthy serve` loads before its port opens. */
async function modulesOfStart(): Promise<readonly string[]> {
  const modules = ["../cli/commands/serve.ts", "./index.ts", "./app.ts"];
  const urls = modules.map((path) => new URL(path, import.meta.url).href);
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    for (const url of ${JSON.stringify(urls)}) await import(url);
    console.log(JSON.stringify(loaded));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout);
}

const packageOf = (url: string) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [];

test("startServer() waits for no engine, no query builder, no builder of models and nothing that pages ask", async () => {
  const modules = await modulesOfStart();
  const packages = new Set(modules.flatMap(packageOf));
  expect(packages).toContain("fastify");
  expect(heavy.filter((name) => packages.has(name))).toEqual([]);
  expect(modules.filter((url) => url.endsWith("/src/server/routes/predict.ts"))).toHaveLength(1);
  expect(modules.filter((url) => url.includes("/src/server/routes/api/"))).toEqual([]);
});
