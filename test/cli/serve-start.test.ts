/** What a server loads until it is ready: each package costs its start milliseconds. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { startServing } from "./start-serving.ts";

let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** For tables, the query builder, protobuf, PostgreSQL, CSV and lists on a terminal: a server needs none of it. */
const unwanted = /^(@duckdb\/|kysely$|@bufbuild\/|@connectrpc\/|pg|csv-parse$|listr2$|onnxruntime|ajv)/;

test("airworthy serve loads neither engine nor query builder until somebody asks for what needs them", async () => {
  const preload = new URL("tell-packages.ts", import.meta.url).href;
  const { child, outcome } = await startServing(folder.path, {
    env: { NODE_OPTIONS: `--import ${preload}` },
  });
  child.kill("SIGTERM");
  const { code, stderr } = await outcome;
  expect(code, stderr).toBe(0);
  const loaded = /^loaded: (.*)$/m.exec(stderr)?.[1]?.split(" ") ?? [];
  expect(loaded).toEqual(expect.arrayContaining(["fastify", "zod", "prom-client", "commander"]));
  expect(loaded.filter((name) => unwanted.test(name))).toEqual([]);
});
