/** What is seen and reached on the pages: nothing cut off, the chosen in sight, the focus where it was, marks told in words. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ListedAlert } from "../../dashboard/src/api/schema.gen.ts";
import { type PageRow, pages } from "../../dashboard/src/pages.ts";
import { desktop, type OpenedPage, phone } from "./browser.ts";
import { type Visitor, visitor } from "./checks.ts";
import { type ServingPages, servingPages } from "./serving-pages.ts";
import { settled } from "./settled.ts";

let served: ServingPages;
beforeAll(async () => {
  served = await servingPages();
});
afterAll(() => served[Symbol.asyncDispose]());

/** The name of what has the focus. */
const focused = ({ page }: Pick<OpenedPage, "page">) =>
  page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName",
  );

describe("boxes that scroll", () => {
  let somebody: Visitor;
  beforeAll(async () => {
    somebody = await visitor(served.url, { viewport: desktop });
  });
  afterAll(() => somebody[Symbol.asyncDispose]());

  test.each(Object.values<PageRow>(pages))(
    "$title hides nothing beside at 1,280 pixels, nor a sliver below",
    async ({ path }) => {
      await somebody.visit(`${path}?last=7d`);
      const hidden = await somebody.page.evaluate<readonly (readonly [string, number, number])[]>(`
      [...document.querySelectorAll("main section")].filter((box) => getComputedStyle(box).overflowY === "auto").map((box) =>
        [box.getAttribute("aria-label"), box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight])`);
      expect(hidden.filter(([, beside, below]) => beside > 0 || (below > 0 && below < 12))).toEqual([]);
    },
  );
});

test("on a phone a row of many columns is a card that shows all of them, each under its name", async () => {
  await using opened = await served.open("/predictions?last=7d", { viewport: phone });
  const { page } = opened;
  const table = page.getByRole("table", { name: "Predictions" });
  const headers = await table.getByRole("columnheader").allInnerTexts();
  expect(headers).toEqual(["Prediction", "Answered", "Entity", "Answer", "Score", "Label", "Version"]);
  const shown = await page.evaluate<readonly { readonly name: string; readonly isInside: boolean }[]>(`
    [...document.querySelectorAll("table[aria-label=Predictions] tbody tr:first-child td")].map((cell) => {
      const { left, right } = cell.getBoundingClientRect();
      const name = getComputedStyle(cell, "::before").content.replaceAll('"', "");
      return { name, isInside: left >= 0 && right <= innerWidth && cell.scrollWidth <= cell.clientWidth };
    })`);
  expect(shown).toEqual(headers.map((name) => ({ name, isInside: true })));
});

test("a version that there is not is said without asking for it", async () => {
  for (const version of ["99", "2.5", "none"]) {
    await using opened = await served.open(`/models/${version}`);
    await opened.page.getByRole("heading", { name: `There is no version ${version}` }).waitFor();
    await opened.page.getByText("The newest is version 2").waitFor();
    expect(opened.complaints).toEqual([]);
  }
});

test("what is marked on a chart is told in its table, and under the pointer with the time in UTC", async () => {
  await using opened = await served.open("/monitoring?last=7d");
  const { page } = opened;
  const figure = page.getByRole("figure", { name: "Accuracy" });
  const chart = figure.locator("svg").first();
  await chart.hover(); // once looked at, it listens
  const box = await chart.boundingBox();
  if (box === null) throw new Error("no chart is shown");
  await page.mouse.move(box.x + box.width * 0.97, box.y + box.height / 2);
  await expect.poll(() => figure.innerText()).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  await figure.getByText("Table", { exact: true }).click();
  const rows = await figure.getByRole("row").allInnerTexts();
  expect(rows[0]).toContain("What happened");
  expect(rows.filter((row) => row.includes("alert: drift of channel began to fire"))).toHaveLength(1);
  expect(rows.join()).toContain("deployment: version 1 became champion by promotion");
});

test("from an alert the predictions of its window that tripped it are one click away", async () => {
  const { alerts } = await served.told<{ alerts: ListedAlert[] }>("alerts");
  const alert = alerts.find(({ monitor }) => monitor === "accuracy");
  await using opened = await served.open(`/alerts/${alert?.id}`);
  const { page } = opened;
  await page.getByRole("link", { name: "See its predictions" }).click();
  await page.waitForURL("**/ui/predictions**");
  const search = new URL(page.url()).searchParams;
  expect([search.get("from"), search.get("to"), search.get("verdict")]).toEqual([
    `${alert?.latest?.from}`,
    `${alert?.latest?.to}`,
    "wrong",
  ]);
  const table = page.getByRole("table", { name: "Predictions" });
  await table.waitFor();
  const rows = (await table.getByRole("row").allInnerTexts()).slice(1);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => !row.includes("wrong"))).toEqual([]);
});

test("a column that is chosen is scrolled into sight", async () => {
  await using opened = await served.open("/data");
  const { page } = opened;
  await page
    .getByRole("table", { name: "Columns", exact: true })
    .getByRole("button", { name: "pages", exact: true })
    .click();
  const panel = page.getByRole("heading", { name: "pages", exact: true });
  await panel.waitFor();
  await expect.poll(async () => (await panel.boundingBox())?.y).toBeLessThan(desktop.height);
  expect((await panel.boundingBox())?.y).toBeGreaterThan(52);
});

test("Enter in a condition keeps the focus there, and a prediction that is opened takes it", async () => {
  await using opened = await served.open("/predictions?last=7d");
  const { page } = opened;
  const id = page.getByLabel("Prediction or event");
  await id.focus();
  await page.keyboard.type("live2000");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/ui/predictions?*id=live2000*");
  const link = page.getByRole("table", { name: "Predictions" }).getByRole("link");
  await expect.poll(() => link.count()).toBe(1);
  expect(await page.evaluate("document.activeElement.value")).toBe("live2000");
  await link.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Prediction", exact: true }).waitFor();
  await expect.poll(() => focused(opened)).toBe("MAIN");
  await page.goBack();
  await page.waitForURL("**/ui/predictions?*id=live2000*");
  await settled(opened);
  expect(await id.inputValue()).toBe("live2000");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.waitForURL("**/ui/predictions?last=7d");
  await expect.poll(() => id.inputValue()).toBe("");
});

test("Escape closes what asks before a promotion, and gives the focus back", async () => {
  await using opened = await served.open("/models");
  const { page } = opened;
  await page.getByRole("button", { name: "Promote version 2" }).focus();
  for (const _ of ["first", "again"]) {
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => focused(opened)).toBe("Promote version 2");
  }
});

test("the version of a package stands in the address as a number", async () => {
  await using opened = await served.open("/package");
  const { page } = opened;
  await page
    .getByRole("combobox", { name: "Version" })
    .or(page.locator('input[aria-label="Version"]'))
    .first()
    .click();
  await page.getByRole("option", { name: "Version 2" }).click();
  await page.waitForURL("**/ui/package?version=2");
  await page.getByText("version 2 ships as").waitFor();
});
