/** Long views from a thread, on a trained project's own store: as they are made here, with their errors. */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../../../test/fixtures/trained-project.ts";
import { loadConfig } from "../../io/load-config.ts";
import { openStore, type Store } from "../../io/store/index.ts";
import { workspaceOf } from "../../io/workspace.ts";
import { longViews } from "./long-views.ts";
import type { ViewThreadData } from "./make-views.ts";
import { ViewAsker } from "./view-asker.ts";
import type { ViewedProject } from "./viewed-project.ts";

let files: TrainedProject;
let store: Store;
let project: ViewedProject;
let data: ViewThreadData;
beforeAll(async () => {
  files = await trainedProject();
  const { definition, projectDirectory } = await loadConfig({ directory: files.path, path: undefined });
  const workspace = workspaceOf(projectDirectory);
  store = await openStore(workspace.storePath);
  project = { definition, workspace, store, log: store };
  data = { definition, projectDirectory, log: workspace.storePath };
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
});

const span = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 8) };

test("ask() replies what the view is here, of each view", async () => {
  await using asker = new ViewAsker(data);
  const listed = { filter: {}, limit: 5, cursor: null };
  expect(await asker.ask("status", span)).toEqual(await longViews.status(project, span));
  expect(await asker.ask("drift", span)).toEqual(await longViews.drift(project, span));
  const history = { ...span, slice: "" };
  expect(await asker.ask("history", history)).toEqual(await longViews.history(project, history));
  expect(await asker.ask("predictions", listed)).toEqual(await longViews.predictions(project, listed));
});

test("ask() gives the same reply to who asks the same meanwhile, and asks anew afterwards", async () => {
  await using asker = new ViewAsker(data);
  const [one, other] = await Promise.all([asker.ask("status", span), asker.ask("status", span)]);
  expect(one).toBe(other);
  const later = await asker.ask("status", span);
  expect(later).not.toBe(one);
  expect(later).toEqual(one);
});

test("ask() rejects with the view's own error, and goes on", async () => {
  await using asker = new ViewAsker(data);
  await expect(asker.ask("drift", { ...span, version: 7 })).rejects.toMatchObject({
    name: "AirworthyError",
    code: "NOT_FOUND",
    message: expect.stringContaining("7"),
  });
  expect((await asker.ask("drift", span)).version).toBe(1);
});

test("ask() verifies a package anew where one of its files has changed", async () => {
  await using asker = new ViewAsker(data);
  await asker.ask("drift", span);
  const directory = project.workspace.versionDirectory(project.definition.name, 1);
  await rename(join(directory, "card.md"), join(directory, "note.md"));
  try {
    await expect(asker.ask("drift", span)).rejects.toMatchObject({ code: "PACKAGE_INVALID" });
  } finally {
    await rename(join(directory, "note.md"), join(directory, "card.md"));
  }
  expect((await asker.ask("drift", span)).version).toBe(1);
});

test("ask() begins another thread while the last one ends because nobody asked", async () => {
  await using asker = new ViewAsker(data, { idleMs: 1 });
  const first = await asker.ask("status", span);
  await setTimeout(1); // behind the idle thread's own timer: it is ending now
  expect(await asker.ask("status", span)).toEqual(first);
});

test("ask() rejects what is under way when it is disposed of", async () => {
  const asker = new ViewAsker(data);
  const asked = asker.ask("status", span);
  const failed = expect(asked).rejects.toThrow("ended");
  await asker[Symbol.asyncDispose]();
  await failed;
});
