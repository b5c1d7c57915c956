/** How one goes about on the learn page, in a real browser: keys and their switch, a narrow screen, the stops as the server names them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LessonPage } from "../../dashboard/src/api/schema.gen.ts";
import { temporaryFolder } from "../cli/airworthy.ts";
import { openPage, phone } from "./browser.ts";
import { settled } from "./settled.ts";
import { type UiPages, uiPages } from "./ui-pages.ts";

let ui: UiPages;
beforeAll(async () => {
  ui = await uiPages(await temporaryFolder());
});
afterAll(() => ui[Symbol.asyncDispose]());

test("single keys are switched off for good, and on again", async () => {
  await using opened = await ui.open("/learn?stop=train&way=step");
  const { page } = opened;
  const step = page.getByRole("status").filter({ hasText: /^Step/ });
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
    return await step.innerText();
  };
  expect(await press("n")).toMatch(/^Step 2/);
  await page.getByText("next, P back").waitFor();
  await page.getByRole("switch", { name: "Single keys" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  expect(await press("n", "n", "ArrowRight", "ArrowLeft", "n")).toMatch(/^Step 2/);
  expect(new URL(page.url()).searchParams.get("stop")).toBe("train");
  expect(await page.getByText("next, P back").count()).toBe(0);
  await page.reload();
  await settled(opened);
  expect(await press("n")).toMatch(/^Step 1/);
  await page.getByRole("switch", { name: "Single keys" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  expect(await press("n")).toMatch(/^Step 2/);
  await press("ArrowRight");
  expect(new URL(page.url()).searchParams.get("stop")).toBe("network");
  expect(opened.complaints).toEqual([]);
});

test("on a phone the chosen stop and way are in sight, however one came to them, and the page stays at its top", async () => {
  await using opened = await ui.open("/learn?stop=retrain&way=cards", { viewport: phone });
  const { page } = opened;
  const inSight = async () => {
    const stop = await page.locator("[aria-current=step]").first().boundingBox();
    const way = await page.getByRole("radio", { checked: true }).locator("xpath=..").boundingBox();
    return [stop, way].map((box) => box !== null && box.x >= 0 && box.x + box.width <= phone.width);
  };
  expect(await inSight()).toEqual([true, true]);
  expect(await page.evaluate("scrollY")).toBe(0);
  await page.goto(`${ui.url}/ui/learn?stop=collect&way=read`);
  await settled(opened);
  expect(await inSight()).toEqual([true, true]);
  await page.getByRole("radio", { checked: true }).focus();
  for (const way of ["Look", "Step through", "Try", "Quiz", "Flash cards"]) {
    await page.keyboard.press("ArrowRight");
    await page.getByRole("radio", { name: way, checked: true }).waitFor({ state: "attached" });
    expect([way, await inSight()]).toEqual([way, [true, true]]);
  }
  expect(opened.complaints).toEqual([]);
});

test("the stops are those of the server's reply, in its order", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.route("**/api/lessons/example", async (route) => {
    const reply = (await (await route.fetch()).json()) as LessonPage;
    const [collect, clean, , train] = reply.lessons;
    await route.fulfill({ json: { ...reply, lessons: [train, collect, clean] } });
  });
  await page.goto(`${ui.url}/ui/learn?stop=nowhere`);
  await settled(opened);
  for (const title of ["1. Train", "2. Collect", "3. Clean"]) {
    await page.getByRole("heading", { name: title }).waitFor();
    await page.keyboard.press("ArrowRight");
  }
  expect(new URL(page.url()).searchParams.get("stop")).toBe("clean");
  expect(await page.getByRole("button", { name: /→$/ }).count()).toBe(0);
});
