import { expect, test } from "vitest";
import { loadedModules } from "../../../test/fixtures/loaded-modules.ts";

/** Each costs the first visit more than the views themselves; a view that needs one loads it when it is asked. */
const heavy = ["@bufbuild/protobuf", "@duckdb/node-api", "@duckdb/node-bindings", "onnxruntime-node", "pg"];

/** What the thread loads for the overview and monitoring, and for the list of predictions. */
const modules = ["status-view", "history-view", "drift-view", "prediction-list", "ready-views"].map(
  (name) => new URL(`./${name}.ts`, import.meta.url).href,
);

test("the views of the overview, of monitoring and of predictions wait for no engine and for nothing that trains", async () => {
  const { urls, packages } = await loadedModules(modules);
  expect(packages).toContain("kysely");
  expect(heavy.filter((name) => packages.has(name))).toEqual([]);
  expect(urls.filter((url) => url.includes("/src/stages/4-train/"))).toEqual([]);
});
