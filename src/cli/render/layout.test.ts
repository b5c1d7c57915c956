import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EpochReport } from "../../core/progress.ts";
import { bar } from "./bar.ts";
import { renderGates } from "./gate-list.ts";
import { renderLossChart } from "./loss-chart.ts";
import { canvas, cut, flow, pad, visibleWidth, wrap } from "./style.ts";
import { renderTable } from "./table.ts";

const plain = canvas({ color: false });

test("renderTable() breaks the flexible column and aligns the others", () => {
  const columns = [
    { title: "stage" },
    { title: "rows", align: "right" },
    { title: "note", flexible: true },
  ] as const;
  const rows = [
    ["clean", "9,800", "200 rows dropped: missing clicks"],
    ["features", "12", "two"],
  ];
  expect(`\n${renderTable(columns, rows, { ...plain, width: 36 })}`).toBe(`
  stage      rows  note
  ──────────────────────────────────
  clean     9,800  200 rows dropped:
                   missing clicks
  features     12  two`);
});

test("renderTable() never passes the width where the fixed columns leave room", () => {
  const cells = fc.array(fc.tuple(fc.string({ maxLength: 12 }), fc.lorem({ maxCount: 20 })), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(cells, fc.integer({ min: 60, max: 120 }), (rows, width) => {
      const columns = [{ title: "a" }, { title: "b", flexible: true }];
      const text = renderTable(
        columns,
        rows.map(([a, b]) => [a.replaceAll(/\s/g, "x"), b]),
        { ...plain, width },
      );
      expect(Math.max(...text.split("\n").map(visibleWidth))).toBeLessThanOrEqual(width);
    }),
  );
});

test("flow() breaks prose at spaces, and each line goes on under its own beginning", () => {
  const text = "Version 2 is on its way.\n  Its steps are 5%, 25%\n/a/path/that/has/no/space/in/it goes on\n";
  expect(flow(text, { width: 14 })).toBe(
    "Version 2 is\non its way.\n  Its steps\n  are 5%, 25%\n/a/path/that/has/no/space/in/it\ngoes on\n",
  );
});

test("canvas() with colour draws the same as without", () => {
  const gates = [
    { metric: "accuracy", direction: "atLeast", bound: 0.8, value: 0.861, passed: true, explanation: "" },
    {
      metric: "logLoss",
      direction: "atMost",
      bound: 0.3,
      value: 0.4,
      passed: false,
      explanation: "0.4 on 1,960 rows, above 0.3",
    },
  ] as const;
  const [dull, bright] = [false, true].map((color) => renderGates(gates, canvas({ color })));
  expect(bright).not.toBe(dull);
  expect(stripVTControlCharacters(bright ?? "")).toBe(dull);
  expect(`\n${dull}`).toBe(`
  ✓ passed  Accuracy 86.1%, wanted at least 80.0%
  ✗ failed  Log loss 0.400, wanted at most 0.300
            0.4 on 1,960 rows, above 0.3`);
});

function epochsOf(losses: readonly (readonly [number, number])[]): EpochReport[] {
  return losses.map(([trainLoss, validationLoss], index) => ({
    epoch: index + 1,
    trainLoss,
    validationLoss,
    trainAccuracy: null,
    validationAccuracy: null,
    learningRate: 0.01,
    note: "",
  }));
}

test("renderLossChart() falls from left to right", () => {
  const epochs = epochsOf([
    [0.75, 0.7],
    [0.5, 0.5],
    [0.33, 0.4],
  ]);
  expect(`\n${renderLossChart(epochs, plain)}`).toBe(`
  0.750 ┤ ●
        │ ○
        │
        │
        │         ◉
        │                 ○
  0.330 ┤                 ●
        └─────────────────────────
          1       2       3
  loss by epoch: ● training  ○ validation  ◉ both`);
});

test("renderLossChart() holds any number of epochs in 80 columns", () => {
  for (const count of [1, 2, 64, 65, 500]) {
    const epochs = epochsOf(Array.from({ length: count }, (_, index) => [1 / (index + 1), 0.5]));
    const widths = renderLossChart(epochs, plain).split("\n").map(visibleWidth);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  }
});

test("bar() has eighths of a character", () => {
  expect([bar(0, 4), bar(0.5, 4), bar(1, 4), bar(2, 4), bar(1 / 32, 4), bar(Number.NaN, 4)]).toEqual([
    "",
    "██",
    "████",
    "████",
    "▏",
    "",
  ]);
});

test("pad(), cut() and wrap() count what is seen", () => {
  expect(pad("\u001b[31mab\u001b[39m", 4, "right")).toBe("  \u001b[31mab\u001b[39m");
  expect([cut("abcdef", 4), cut("abcd", 4), cut("日本語", 2)]).toEqual(["abc…", "abcd", "日…"]);
  expect(wrap("a bb ccc", 4)).toEqual(["a bb", "ccc"]);
});
