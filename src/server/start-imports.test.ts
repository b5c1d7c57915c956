import { expect, test } from "vitest";
import { loadedModules } from "../../test/fixtures/loaded-modules.ts";

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

/** What `airworthy serve` loads before its port opens. */
const modules = ["../cli/commands/serve.ts", "./index.ts", "./app.ts"].map(
  (path) => new URL(path, import.meta.url).href,
);

test("startServer() waits for no engine, no query builder, no builder of models and nothing that pages or monitors ask", async () => {
  const { urls, packages } = await loadedModules(modules);
  expect(packages).toContain("fastify");
  expect(heavy.filter((name) => packages.has(name))).toEqual([]);
  expect(urls.filter((url) => url.endsWith("/src/server/routes/predict.ts"))).toHaveLength(1);
  expect(urls.filter((url) => url.includes("/src/server/routes/api/"))).toEqual([]);
  expect(urls.filter((url) => url.endsWith("/6-package/profile-schema.ts"))).toEqual([]);
});
