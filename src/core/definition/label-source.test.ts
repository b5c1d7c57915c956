import { expect, test } from "vitest";
import { labelSourceProblems, resolveLabelSources } from "./label-source.ts";
import { csv, postgres } from "./source.ts";

test("resolveLabelSources() looks every hour unless told", () => {
  const from = csv("labels.csv");
  expect(resolveLabelSources({ crm: { from }, app: { from, every: "15m" } })).toEqual([
    { name: "crm", from, everyMs: 3_600_000 },
    { name: "app", from, everyMs: 900_000 },
  ]);
  expect(resolveLabelSources()).toEqual([]);
});

test("labelSourceProblems() wants names that can be one, and no address in the config", () => {
  const from = csv("labels.csv");
  const problems = (options: Parameters<typeof resolveLabelSources>[0]) =>
    labelSourceProblems({ labelSources: resolveLabelSources(options) });
  expect(problems({ crm: { from }, app: { from: postgres({ url: "env:SHOP", from: "t" }) } })).toEqual([]);
  expect(problems({ settled: { from }, "": { from } })).toHaveLength(2);
  const untyped = [JSON.parse('{ "name": "crm" }'), { ...JSON.parse('{ "from": "crm.csv" }'), name: "app" }];
  expect(labelSourceProblems({ labelSources: untyped })).toEqual([
    expect.stringContaining("feedback.pull.crm has no source as its 'from'"),
    expect.stringContaining("feedback.pull.app has no source"),
  ]);
  const [problem = ""] = problems({ app: { from: postgres({ url: "postgres://u:s3cret@h/d", from: "t" }) } });
  expect(problem).toContain("feedback.pull.app");
  expect(problem).not.toContain("s3cret");
});
