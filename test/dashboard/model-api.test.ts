/** What the pages on one run, its package and its answers ask, over HTTP, against what the command line prints. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiReplies } from "../../dashboard/src/api/schema.gen.ts";
import type { RunResult } from "../../src/pipeline.ts";
import { apiRoutes } from "../../src/server/routes/api/index.ts";
import { airworthy } from "../cli/airworthy.ts";
import { type ServedVisits, servedVisits } from "./served-visits.ts";

let served: ServedVisits;
let shown: RunResult;
beforeAll(async () => {
  served = await servedVisits();
  shown = await printed(["show", "latest", "--json"]);
});
afterAll(() => served[Symbol.asyncDispose]());

async function printed<T>(args: readonly string[]): Promise<T> {
  return JSON.parse((await airworthy(args, { cwd: served.path })).stdout) as T;
}

/** The reply, which its route's schema must describe whole: the pages' types are made from it. */
async function ask<O extends keyof ApiReplies>(operation: O, path: string): Promise<ApiReplies[O]> {
  const reply = await served.get<ApiReplies[O]>(path);
  const route = apiRoutes.find(({ method, paths }) => operation === `${method} ${paths[0]}`);
  expect(route?.reply.parse(reply)).toEqual(reply);
  return reply;
}

const run = "/api/runs/latest";

test("the pages of a run say what airworthy show --json prints", async () => {
  const { runs } = await ask("GET /api/runs", "/api/runs?limit=5");
  expect(runs.map(({ id }) => id)).toEqual([shown.run]);
  const data = await ask("GET /api/runs/{run}/data", `${run}/data`);
  expect(data.stages.map(({ hasTable: _, ...stage }) => stage)).toEqual(shown.stages);
  const training = await ask("GET /api/runs/{run}/training", `${run}/training`);
  expect(training).toMatchObject({ epochs: shown.epochs, bestEpoch: shown.training.bestEpoch });
  const validation = await ask("GET /api/runs/{run}/validation", `${run}/validation`);
  for (const { metric, value, low, high } of validation.metrics)
    expect({ value, low, high }).toEqual(shown.metrics[metric]);
  expect(validation.confusion).toEqual(shown.validation.confusion);
  const { version, candidates } = await ask(
    "GET /api/versions/{version}/package",
    "/api/versions/champion/package",
  );
  expect(version).toBe(shown.package?.version);
  expect(candidates).toMatchObject(shown.package?.candidates ?? []);
});

test("columns, features, rejected rows and thresholds are told as their schemas say", async () => {
  const { columns } = await ask("GET /api/runs/{run}/stages/{stage}/columns", `${run}/stages/clean/columns`);
  expect(columns).toHaveLength(shown.stages[1]?.columnsOut ?? 0);
  const { groups } = await ask("GET /api/runs/{run}/features/{feature}", `${run}/features/order_rate`);
  expect(groups.map(({ label }) => label)).toEqual(["false", "true"]);
  const rule = encodeURIComponent("visits without pages");
  const rejected = await ask(
    "GET /api/runs/{run}/rejected",
    `${run}/rejected?stage=clean&rule=${rule}&limit=7`,
  );
  expect([rejected.total, rejected.rows.length, rejected.cursor]).toEqual([40, 7, 7]);
  expect(JSON.stringify(rejected)).not.toMatch(/"c\d+"/);
  const table = await ask("GET /api/runs/{run}/thresholds", `${run}/thresholds?falseNegative=3`);
  expect(table.costs).toEqual({ falsePositive: 1, falseNegative: 3 });
});

test("what is not there is told with its code, and what does not fit names the parameter", async () => {
  const cases = [
    [`/api/runs/nothing/data`, 404, "'nothing'"],
    [`${run}/stages/train/columns`, 404, "leaves no table"],
    [`${run}/stages/nothing/columns`, 400, "collect"],
    [`${run}/features/nothing`, 404, "nothing"],
    [`${run}/rejected?stage=train`, 400, "stage"],
    [`${run}/rejected?stage=clean&limit=1000`, 400, "limit"],
    [`${run}/thresholds?falsePositive=-1`, 400, "falsePositive"],
    ["/api/versions/9/package", 404, "9"],
    ["/api/predictions?scoreFrom=2", 400, "scoreFrom"],
    ["/api/predictions/nothing", 404, "nothing"],
  ] as const;
  for (const [path, status, words] of cases) {
    const response = await fetch(served.url + path);
    expect([path, response.status]).toEqual([path, status]);
    expect(await response.text()).toContain(words);
  }
});

test("predictions are listed newest first, each with the label that holds", async () => {
  const seen: ApiReplies["GET /api/predictions"]["predictions"] = [];
  for (let cursor: number | null = null, more = true; more; more = cursor !== null) {
    const at: string = cursor === null ? "" : `&cursor=${cursor}`;
    const page = await ask("GET /api/predictions", `/api/predictions?limit=80${at}`);
    seen.push(...page.predictions);
    ({ cursor } = page);
  }
  expect(seen.map(({ id }) => id).sort()).toEqual(served.predictions.toSorted());
  const times = seen.map(({ receivedAt }) => receivedAt);
  expect(times).toEqual(times.toSorted().reverse());
  const labels = new Map(seen.map(({ id, label }) => [id, label ?? undefined]));
  expect(served.predictions.map((id) => labels.get(id))).toEqual(served.labels);
  expect(new Set(seen.map(({ entity }) => entity))).toEqual(new Set(["(hidden)"]));
  for (const { prediction, label, right } of seen)
    expect(right).toBe(label === null ? null : prediction === label);
  const wrong = await ask("GET /api/predictions", "/api/predictions?verdict=wrong&limit=200");
  expect(wrong.predictions).toEqual(seen.filter(({ right }) => right === false));
});

test("a prediction is told as airworthy trace --json prints it, and its inputs can be changed", async () => {
  const [id = ""] = served.predictions.slice(-1);
  const { version, inputs, ...traced } = await ask(
    "GET /api/predictions/{prediction}",
    `/api/predictions/${id}`,
  );
  expect(traced).toEqual(await printed(["trace", id, "--json"]));
  expect([version, inputs.length]).toEqual([1, traced.trace.inputs.length]);
  expect(inputs.find(({ name }) => name === "usual_pages")).toMatchObject({ past: ["pages"], known: [] });
  expect(inputs.find(({ name }) => name === "channel")?.known).toEqual(["direct", "mail", "search"]);
  const change = (changed: unknown) =>
    served.post<ApiReplies["POST /api/predictions/{prediction}/changed"]>(`/api/predictions/${id}/changed`, {
      inputs: changed,
    });
  expect((await change({})).output).toEqual(traced.trace.output);
  const [few, many] = [await change({ pages: 1 }), await change({ pages: 12 })];
  expect(few.decision.probability).toBeLessThan(many.decision.probability ?? 0);
  expect(many.inputs.find(({ name }) => name === "pages")).toMatchObject({ value: 12, given: true });
  expect((await change({ pages: null })).output.logit).not.toEqual(many.output.logit);
  await expect(change({ nothing: 1 })).rejects.toThrow("no input 'nothing'");
  await expect(change({ pages: "many" })).rejects.toThrow("wanted a number or null");
  const { predictions } = await ask("GET /api/predictions", `/api/predictions?id=${id}`);
  expect(predictions).toHaveLength(1);
});
