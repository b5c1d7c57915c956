/** What is published is built: the same program in few files, whose threads and processes are found. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPackage } from "../scripts/build-package.ts";
import { layOutPackage } from "../scripts/lay-out-package.ts";
import { airworthy, temporaryFolder } from "./cli/airworthy.ts";
import { startServing } from "./cli/start-serving.ts";
import { type TrainedProject, trainedProject } from "./fixtures/trained-project.ts";

const source = new URL("../src/", import.meta.url);
let folder: AsyncDisposable & { readonly path: string };
let project: TrainedProject;
let script = "";
beforeAll(async () => {
  folder = await temporaryFolder();
  [script, project] = await Promise.all([layOutPackage(join(folder.path, "installed")), trainedProject()]);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const built = (path: string) => join(folder.path, "installed/dist", path);

test("the build holds each script that a thread or a process begins with, where its starter looks for it", async () => {
  const paths = (await readdir(source, { recursive: true })).filter((path) =>
    /-(thread|worker|process)\.ts$/.test(path),
  );
  const codes = await Promise.all(paths.map((path) => readFile(new URL(path, source), "utf8")));
  const scripts = paths.filter((_, at) => /\bparentPort\b|\bprocess\.send\b/.test(codes[at] ?? ""));
  expect(scripts.length).toBeGreaterThan(4);
  const found = await readdir(built("."), { recursive: true });
  for (const path of scripts) expect(found).toContain(path.replace(/\.ts$/, ".js"));
});

test("the built command trains, in a thread, what it then serves", async () => {
  const config = join(project.path, "airworthy.config.ts");
  await writeFile(config, (await readFile(config, "utf8")).replace("epochs: 8", "epochs: 2"));
  const { code, stdout, stderr } = await airworthy(["run", "--json"], { cwd: project.path, script });
  expect([0, 2], stderr).toContain(code);
  expect(JSON.parse(stdout).epochs).toHaveLength(2);
  const { child, outcome, line } = await startServing(project.path, { script });
  try {
    const visit = { visit_id: "v", customer_id: "c", started_at: "2026-05-01T10:00:00Z", channel: "mail" };
    const reply = await fetch(`${line.url}/predict`, {
      method: "POST",
      body: JSON.stringify({ ...visit, pages: 3, basket: 12 }),
    });
    expect([reply.status, await reply.json()]).toEqual([
      200,
      expect.objectContaining({ probability: expect.any(Number) }),
    ]);
    const [page, metrics] = await Promise.all(["/docs", "/metrics"].map((path) => fetch(line.url + path)));
    expect([page?.status, metrics?.status]).toEqual([200, 200]);
  } finally {
    child.kill("SIGTERM");
  }
  const ended = await outcome;
  expect(ended.code, ended.stderr).toBe(0);
});

test("a start of the built server reads few files, and none of the packages that were taken in", async () => {
  const preload = new URL("cli/tell-packages.ts", import.meta.url).href;
  const env = { NODE_OPTIONS: `--import ${preload}` };
  const { child, outcome } = await startServing(project.path, { script, env });
  child.kill("SIGTERM");
  const { stderr } = await outcome;
  const [, loaded = ""] = /^loaded: (.*)$/m.exec(stderr) ?? [];
  const [, own = ""] = /^own files: (\d+)$/m.exec(stderr) ?? [];
  expect(loaded.split(" ")).toContain("fastify");
  expect(
    loaded.split(" ").filter((name) => /^(zod|prom-client|commander|@opentelemetry)/.test(name)),
  ).toEqual([]);
  expect(Number(own)).toBeGreaterThan(10);
  expect(Number(own)).toBeLessThan(55); // of 340 modules
});

test("buildPackage() puts the licence of each package that it takes in beside its files", async () => {
  const licences = await readFile(built("LICENSES.md"), "utf8");
  const titles = [...licences.matchAll(/^## (\S+)/gm)].map(([, name]) => name);
  expect(titles).toEqual(["@opentelemetry/api", "bintrees", "commander", "prom-client", "tdigest", "zod"]);
  expect(licences).toContain("Copyright (c) 2025 Colin McDonnell");
});

test("buildPackage() makes the same bytes again", async () => {
  const again = join(folder.path, "again");
  await buildPackage({ out: again });
  const names = (await readdir(again, { recursive: true })).sort();
  expect((await readdir(built("."), { recursive: true })).sort()).toEqual(names);
  for (const name of names.filter((path) => path.endsWith(".js")))
    expect(await readFile(join(again, name), "utf8")).toBe(await readFile(built(name), "utf8"));
});
