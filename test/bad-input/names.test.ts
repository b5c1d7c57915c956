import { expect, test } from "vitest";
import type { RunResult } from "../../src/pipeline.ts";
import { airworthy } from "../cli/airworthy.ts";
import {
  configText,
  csvText,
  eventRows,
  expectGoodRun,
  expectNoStack,
  header,
  openProject,
} from "./project.ts";

const names = ["select", 'a "quoted" name', "数量", "constructor", "it's; DROP TABLE x --", " padded "];
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const files = {
  "airworthy.config.ts": configText({
    entity: "用户",
    columns: names.map((name) => `${JSON.stringify(name)}: number()`),
    features: `(c) => ({ "总和": c.数量.plus(c.select), 'mean of "it"': c.entity.mean(c['a "quoted" name']), order: c.entity.max(c.constructor) })`,
  }),
  "events.csv": csvText(
    eventRows().map((row, index) => [...row, ...names.map((_, place) => (index * (place + 3)) % 17)]),
    [...header.map((name) => (name === "user" ? "用户" : name)), ...names.map(quoted)],
  ),
};
const row = JSON.stringify({
  用户: "u1",
  at: "2026-03-01T00:00:00Z",
  kind: "a",
  x: 3,
  ...Object.fromEntries(names.map((name, index) => [name, index])),
});

test("airworthy takes a column of any name, through run, check, predict, trace and show", async () => {
  await using project = await openProject(files);
  await expectGoodRun(project, files);
  const traced = await project.call("trace", "--input", row);
  const shown = await project.call("show", "latest");
  const predicted = await project.call("predict", "--input", row);
  const file = await project.call("predict", "--input", "events.csv", "--output", "out.parquet");
  for (const { code, stderr } of [traced, shown, predicted, file]) {
    expectNoStack(stderr);
    expect([code, stderr]).toEqual([0, ""]);
  }
  for (const name of [...names, "总和", 'mean of "it"']) expect(traced.stdout).toContain(name.trim());
  expect(shown.stdout).toContain("总和");
  const checked = JSON.parse((await project.call("check", "--json")).stdout) as { findings: object[] };
  expect(checked.findings).toContainEqual(expect.objectContaining({ about: "source", status: "fine" }));
});

test.each(["my[1]*", "year=2026", "it's 数据 50%"])("airworthy works in a folder called %s", async (name) => {
  const row = JSON.stringify({ user: "u1", at: "2026-03-01T00:00:00Z", kind: "a", x: 3 });
  await using project = await openProject(undefined, name);
  await expectGoodRun(project);
  const again = JSON.parse((await project.call("run", "--json")).stdout) as RunResult;
  expect(again.stages.map(({ reused }) => reused)).toEqual(again.stages.map(() => true));
  expect(again.stages.slice(0, 3).map(({ columnsOut }) => columnsOut)).toEqual([6, 6, 7]);
  expect((await project.call("predict", "--input", row)).code).toBe(0);
  expect((await project.call("predict", "--input", "events.csv", "--output", "out.csv")).code).toBe(0);
  expect((await project.call("trace", "--input", "events.csv")).code).toBe(0);
});

test("airworthy works in a folder whose name means something in a URL", async () => {
  await using project = await openProject(undefined, "#1 what?");
  expect(await airworthy(["check"], { cwd: project.path })).toMatchObject({ code: 0, stderr: "" });
});
