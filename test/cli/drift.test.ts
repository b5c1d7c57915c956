import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { trainedProject } from "../fixtures/trained-project.ts";
import { airworthy } from "./airworthy.ts";

interface Found {
  readonly report: {
    readonly rows: number;
    readonly counts: Readonly<Record<string, number>>;
    readonly subjects: readonly {
      readonly name: string;
      readonly state: string;
      readonly sentence: string;
      readonly bins: { readonly values?: readonly string[] } | null;
    }[];
  };
}

test("airworthy drift tells of a file what changed, in words and as JSON, and exits with 2 where it is drift", async () => {
  await using project = await trainedProject();
  const cwd = project.path;
  const [head = "", ...rows] = (await readFile(join(cwd, "data/visits.csv"), "utf8")).trim().split("\n");
  const channel = head.split(",").indexOf("channel");
  const last = rows.slice(-800);
  await writeFile(join(cwd, "last.csv"), [head, ...last].join("\n"));
  const changed = last.map((row, index) =>
    row
      .split(",")
      .map((cell, column) => (column === channel && index % 2 === 0 ? "mail" : cell))
      .join(","),
  );
  await writeFile(join(cwd, "changed.csv"), [head, ...changed].join("\n"));

  const same = await airworthy(["drift", "--input", "last.csv"], { cwd });
  expect(same).toMatchObject({ code: 0, stderr: "" });
  expect(same.stdout).toContain("Every column, feature and prediction");
  expect(same.stdout).not.toContain("✗ drift");

  const moved = await airworthy(["drift", "--input", "changed.csv"], { cwd });
  expect(moved).toMatchObject({ code: 2, stderr: "" });
  expect(moved.stdout).toMatch(/✗ drift\n {4}channel: 'mail' rose from \d\d% to \d\d% of rows/);
  expect(moved.stdout).toMatch(/before {2}[▁-█·]+\n {4}now {5}[▁-█·]+/);

  const json = await airworthy(["drift", "--input", "changed.csv", "--json"], { cwd });
  const { report } = JSON.parse(json.stdout) as Found;
  expect(report.counts.drift).toBe(1);
  expect(report.subjects[0]).toMatchObject({ name: "channel", state: "drift" });
  expect(report.subjects[0]?.bins?.values?.toSorted()).toEqual(["direct", "mail", "search"]);
});

test("airworthy drift says where there is nothing to compare, and what it cannot use", async () => {
  await using project = await trainedProject();
  const cwd = project.path;
  const nothing = await airworthy(["drift", "--over", "6h"], { cwd });
  expect(nothing).toMatchObject({ code: 0, stderr: "" });
  expect(nothing.stdout).toMatch(/^Version 1 predicted no row from .+: there is nothing to compare\.\n$/);
  const both = await airworthy(["drift", "--over", "6h", "--input", "x.csv"], { cwd });
  expect(both).toMatchObject({ code: 1, stdout: "" });
  expect(both.stderr).toContain("OPTION_INVALID");
  const row = await airworthy(["drift", "--input", '{"device": "phone"}'], { cwd });
  expect(row.stderr).toContain("INPUT_INVALID");
});
