/** POST /feedback with `wrong: true`, about answers of each kind, over a package that the project's own builder made. */
import { afterAll, describe, expect, test } from "vitest";
import { type LiveApp, liveApp } from "../../test/serve/live-app.ts";
import { servedPackages } from "../../test/serve/served-package.ts";
import { asked, visit } from "../../test/serve/visit.ts";
import { labelHistory, labelReviews, openStore, type Store } from "../io/store/index.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";
import type { ServedProject } from "./project.ts";

interface Served {
  readonly server: LiveApp;
  readonly log: Store;
}

const ended: AsyncDisposable[] = [];
afterAll(async () => {
  for (const resource of ended.toReversed()) await resource[Symbol.asyncDispose]();
});

async function served(options: Parameters<typeof servedPackages>[0]): Promise<Served> {
  const packages = await servedPackages(options);
  const model = servedModelOf(packages.loaded);
  const own = await liveApp(model);
  const { location } = own;
  const log = await openStore(location);
  const project = { definition: packages.loaded.manifest.definition, log } as unknown as ServedProject;
  const server = await liveApp(model, { location, project: async () => project });
  ended.push(packages, own, log, server);
  return { server, log };
}

describe.each([
  ["a class", { task: "multiclass" }, "plus", "String"],
  ["a number", { task: "regression" }, 3.5, "Number"],
  ["whether a number is above a bound", { above: 3 }, 3.5, "Boolean"],
] as const)("of a model that answers with %s", (_, options, truth, answers) => {
  test("a wrong answer is kept as a report, never as a truth value, and its label is what is true", async () => {
    const { server, log } = await served(options);
    const { prediction_id, prediction } = (await asked(server, visit("a", 0))).json();
    expect(Object(prediction).constructor.name).toBe(answers);
    const reply = await server.post("/feedback", { prediction_id, wrong: true, source: "support" });
    expect([reply.statusCode, reply.json()]).toEqual([
      200,
      { matched: 1, pending: 0, repeated: 0, rejected: [] },
    ]);
    expect(await labelHistory(log, prediction_id)).toEqual([]);
    expect(await labelReviews(log, [prediction_id])).toMatchObject([{ kind: "wrong", who: "support" }]);
    await server.post("/feedback", { prediction_id, label: truth, source: "support" });
    expect(await labelHistory(log, prediction_id)).toMatchObject([{ label: JSON.stringify(truth) }]);
  });
});

test("a truth value is no label of a number: the reply names what is wanted", async () => {
  for (const options of [{ task: "regression" }, { above: 3 }] as const) {
    const { server, log } = await served(options);
    const { prediction_id } = (await asked(server, visit("a", 0))).json();
    const reply = await server.post("/feedback", { prediction_id, label: false });
    const { code, rejected } = reply.json();
    expect([reply.statusCode, code]).toEqual([422, "INPUT_INVALID"]);
    expect(rejected).toEqual([{ row: 1, field: "label", rule: "not a finite number", value: "false" }]);
    expect(await labelHistory(log, prediction_id)).toEqual([]);
  }
});
