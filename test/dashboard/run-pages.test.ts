/** The pages on how a model became and what it answered, in a real browser, against what the server and the command line say. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiReplies } from "../../dashboard/src/api/schema.gen.ts";
import { epochsFromStart, type RunResult } from "../../src/pipeline.ts";
import { airworthy } from "../cli/airworthy.ts";
import { desktop, phone } from "./browser.ts";
import { seriousIn, visitor } from "./checks.ts";
import { type ServedVisits, scriptName, servedVisits, settled } from "./served-visits.ts";

let served: ServedVisits;
let shown: RunResult;
beforeAll(async () => {
  served = await servedVisits();
  shown = JSON.parse((await airworthy(["show", "latest", "--json"], { cwd: served.path })).stdout);
});
afterAll(() => served[Symbol.asyncDispose]());

const percent = (value: number | null = Number.NaN, digits = 1) =>
  value === null ? "–" : `${(value * 100).toFixed(digits)}%`;
const grouped = (value: number) => value.toLocaleString("en");

test("the data page shows every stage's rows and columns, and the rows that left at their rule", async () => {
  await using opened = await served.open("/data");
  const { page, complaints } = opened;
  for (const { stage, rowsOut, columnsOut } of shown.stages) {
    const named = `${stage}: ${grouped(rowsOut)} rows, ${columnsOut} columns`;
    expect(await page.locator(`[title^="${named}"]`).count()).toBe(1);
  }
  await page.getByRole("button", { name: "−40 visits without pages" }).click();
  const table = page.getByRole("table", { name: "Rows that left" });
  await table.waitFor();
  expect(await table.getByRole("row").count()).toBe(26);
  await page.getByRole("button", { name: "Show more (25 of 40)" }).click();
  await expect.poll(() => table.getByRole("row").count()).toBe(41);
  const cells = await table.getByRole("row").nth(1).getByRole("cell").allInnerTexts();
  expect(cells.slice(0, 3)).toEqual(["38", "v38", "(hidden)"]);
  expect(new URL(page.url()).searchParams.get("rule")).toBe("visits without pages");
  expect(complaints).toEqual([]);
});

test("a stage's columns and a feature's values by the label are those of the API", async () => {
  const { columns } = await served.get<ApiReplies["GET /api/runs/{run}/stages/{stage}/columns"]>(
    "/api/runs/latest/stages/clean/columns",
  );
  await using opened = await served.open("/data");
  const { page } = opened;
  await page.getByRole("button", { name: /^clean / }).click();
  await page.getByRole("heading", { name: "Columns after clean" }).waitFor();
  const rows = page.getByRole("table", { name: "Columns", exact: true }).getByRole("row");
  expect(await rows.count()).toBe(columns.length + 1);
  await page
    .getByRole("table", { name: "Features" })
    .getByRole("button", { name: "order_rate" })
    .first()
    .click();
  const panel = page.getByRole("region", { name: "order_rate" });
  await panel.getByText("OVER (PARTITION BY").waitFor();
  await panel.getByText("Table", { exact: true }).click();
  const { groups } = await served.get<ApiReplies["GET /api/runs/{run}/features/{feature}"]>(
    "/api/runs/latest/features/order_rate",
  );
  const first = await panel.getByRole("row").nth(1).getByRole("cell").allInnerTexts();
  expect(first.slice(1)).toEqual(
    groups.map(({ counts, rows: all, missing }) => percent((counts[0] ?? 0) / (all - missing))),
  );
});

test("the training page shows every epoch with its sentence, the best one marked", async () => {
  await using opened = await served.open("/training");
  const rows = await opened.page.getByRole("table", { name: "Epochs" }).getByRole("row").allInnerTexts();
  const epochs = epochsFromStart(shown);
  expect(rows.length - 1).toBe(epochs.length);
  for (const [at, { note, validationAccuracy }] of epochs.entries()) {
    expect(rows[at + 1]).toContain(note);
    expect(rows[at + 1]).toContain(percent(validationAccuracy));
  }
  const best = epochs.findIndex(({ epoch }) => epoch === shown.training.bestEpoch);
  expect(rows.findIndex((row) => /best, ships/i.test(row))).toBe(best + 1);
  expect(opened.complaints).toEqual([]);
});

test("the validation page shows each metric with its interval, and each gate", async () => {
  await using opened = await served.open("/validation");
  const text = await opened.page.getByRole("region", { name: "Metrics", exact: true }).first().innerText();
  for (const [name, title] of [
    ["accuracy", "Accuracy"],
    ["precision", "Precision"],
    ["recall", "Recall"],
  ] as const) {
    const { value, low, high } = shown.metrics[name] ?? { value: 0, low: 0, high: 0 };
    expect(text).toMatch(
      new RegExp(`${title}[\\s\\S]*?${percent(value)}\\s+${percent(low)} – ${percent(high)}`),
    );
  }
  expect(await opened.page.getByRole("region", { name: "Gates" }).innerText()).toContain("at least 75.0%");
  expect(opened.complaints).toEqual([]);
});

test("the threshold moves every figure by the keyboard, and what errors cost moves the cheapest", async () => {
  type Table = ApiReplies["GET /api/runs/{run}/thresholds"];
  const table = await served.get<Table>("/api/runs/latest/thresholds");
  await using opened = await served.open("/validation");
  const { page } = opened;
  const figures = page.getByRole("table", { name: "Figures at this threshold" });
  const matrix = page.getByRole("table", { name: "Confusion matrix" });
  const expectRow = async (row: Table["rows"][number] | undefined) => {
    if (row === undefined) throw new Error("no such threshold");
    await expect.poll(() => matrix.innerText()).toContain(`${grouped(row.truePositives)} right`);
    const text = await figures.innerText();
    for (const value of [row.accuracy, row.precision, row.recall]) expect(text).toContain(percent(value));
    expect(await matrix.innerText()).toContain(`${grouped(row.falsePositives)} wrong`);
  };
  await expectRow(table.rows[table.chosen]);
  await page.getByRole("slider", { name: "Threshold" }).focus();
  for (let step = 0; step < 12; step += 1) await page.keyboard.press("ArrowLeft");
  await expectRow(table.rows[table.chosen - 12]);
  const bySlice = await served.get<ApiReplies["GET /api/runs/{run}/thresholds/slices"]>(
    "/api/runs/latest/thresholds/slices",
  );
  const slices = page.getByRole("table", { name: "Slices" });
  for (const { name, accuracy, harm } of bySlice.slices) {
    const row = slices.getByRole("row", { name });
    const place = table.chosen - 12;
    await expect.poll(() => row.innerText()).toContain(percent(accuracy[place]));
    expect(await row.innerText()).toContain((harm[place] ?? 0).toFixed(1).replace("-", "−"));
  }
  const threshold = table.rows[table.chosen - 12]?.threshold;
  await expect.poll(() => Number(new URL(page.url()).searchParams.get("threshold"))).toBe(threshold);
  const miss = page.getByLabel("A miss costs");
  await miss.clear(); // nothing typed costs what it did
  await miss.pressSequentially("0.25");
  await expect.poll(() => new URL(page.url()).searchParams.get("falseNegative")).toBe("0.25");
  await miss.fill("20");
  await expect.poll(() => new URL(page.url()).searchParams.get("falseNegative")).toBe("20");
  await settled(opened);
  const dear = await served.get<Table>("/api/runs/latest/thresholds?falseNegative=20");
  const cost = dear.rows[dear.cheapest]?.cost ?? Number.NaN;
  await expect
    .poll(async () => {
      await page.getByRole("button", { name: "The cheapest" }).click();
      return await figures.innerText();
    })
    .toMatch(new RegExp(`Cost of the errors\\s+${grouped(cost)}\\b`));
  await expectRow(dear.rows[dear.cheapest]);
  expect(opened.complaints).toEqual([]);
});

test("the package page shows the candidates with their reasons, and that the signature holds", async () => {
  await using opened = await served.open("/package");
  const { page } = opened;
  const text = await page.getByRole("table", { name: "Candidates" }).innerText();
  for (const { kind, verdict, accuracy } of shown.package?.candidates ?? []) {
    expect(text).toContain(kind);
    expect(text).toContain(verdict);
    expect(text).toContain(percent(accuracy, 2));
  }
  expect(text).toContain(`✓ ${shown.package?.shipped}`);
  expect(await page.getByRole("table", { name: "Signature" }).innerText()).toContain("verified");
  await page.getByRole("heading", { name: "will-order, version 1" }).waitFor();
  expect(opened.complaints).toEqual([]);
});

test("predictions are found by what is known of them, and the address holds it", async () => {
  const { predictions: wrong } = await served.get<ApiReplies["GET /api/predictions"]>(
    "/api/predictions?verdict=wrong&scoreFrom=0.5&limit=50",
  );
  expect(wrong.length).toBeGreaterThan(0);
  await using opened = await served.open("/predictions");
  const { page } = opened;
  await page.getByLabel("Score from").fill("0.5");
  await page.getByRole("combobox", { name: "Right or wrong" }).click();
  await page.getByRole("option", { name: "wrong" }).click();
  await page.getByRole("button", { name: "Find" }).click();
  await page.waitForURL("**verdict=wrong**");
  const links = page.getByRole("link", { name: /^Prediction / });
  await expect.poll(() => links.count()).toBe(wrong.length);
  const names = await links.evaluateAll((all) => all.map((link) => link.getAttribute("aria-label")));
  expect(names).toEqual(wrong.map(({ id }) => `Prediction ${id}`));
  await page.reload();
  await expect.poll(() => links.count()).toBe(wrong.length);
  await page.getByLabel("Prediction or event").fill(scriptName);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => links.count()).toBe(50);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => links.count()).toBe(100);
  expect(await page.getByText(scriptName).count()).toBe(1);
  expect(await page.title()).toBe("Predictions · Airworthy");
  expect(opened.complaints).toEqual([]);
});

test("a prediction shows its network, and answers anew where an input is changed", async () => {
  const [id = ""] = served.predictions.slice(-1);
  const { trace } = await served.get<ApiReplies["GET /api/predictions/{prediction}"]>(
    `/api/predictions/${id}`,
  );
  await using opened = await served.open(`/predictions/${id}`);
  const { page } = opened;
  const figure = page.getByRole("figure", { name: "Layer by layer" });
  expect(await figure.locator("circle").count()).toBeGreaterThan(2 * trace.encoded.length);
  await figure.getByText("Table", { exact: true }).click();
  const units = trace.encoded.length + trace.hidden.reduce((sum, { values }) => sum + values.length, 0) + 1;
  expect(await figure.getByRole("row").count()).toBe(units + 1);
  const answer = page.getByRole("region", { name: "What if?" }).getByRole("status");
  expect(await answer.innerText()).toContain(percent(trace.decision.probability));
  await page.getByLabel("pages", { exact: true }).fill("1");
  const { decision } = await served.post<ApiReplies["POST /api/predictions/{prediction}/changed"]>(
    `/api/predictions/${id}/changed`,
    { inputs: { pages: 1 } },
  );
  await expect
    .poll(() => answer.innerText())
    .toContain(`${decision.prediction}, ${percent(decision.probability)}`);
  await page.getByRole("button", { name: "As it was" }).click();
  await expect.poll(() => answer.innerText()).not.toContain("was");
  expect(await page.getByText(scriptName).count()).toBeGreaterThan(0);
  expect(await page.title()).toBe("Prediction · Airworthy");
  expect(opened.complaints).toEqual([]);
});

const views = () => [
  "/data",
  "/data?stage=clean&rule=visits+without+pages",
  "/data?feature=channel",
  "/training",
  "/validation?threshold=0.3&falseNegative=5",
  "/package",
  "/predictions",
  `/predictions/${served.predictions[0]}`,
];

test.each([
  { name: "desktop, dark", viewport: desktop, colorScheme: "dark" },
  { name: "phone, light", viewport: phone, colorScheme: "light" },
] as const)(
  "on $name axe finds nothing serious, and nothing is wider than the screen",
  async ({ viewport, colorScheme }) => {
    await using somebody = await visitor(served.url, { viewport, colorScheme });
    for (const address of views()) {
      const complaints = await somebody.visit(address);
      expect([address, await seriousIn(somebody.page, "main")]).toEqual([address, []]);
      const wide = await somebody.page.evaluate<number>("document.documentElement.scrollWidth");
      expect([address, wide <= viewport.width]).toEqual([address, true]);
      expect([address, complaints]).toEqual([address, []]);
    }
  },
);
