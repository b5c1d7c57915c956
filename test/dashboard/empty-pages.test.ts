/** Every page before there is anything to show: it says what is missing, and asks for nothing that cannot be there. */
import { expect, test } from "vitest";
import { configText, goodFiles, openProject } from "../bad-input/project.ts";
import { temporaryFolder } from "../cli/airworthy.ts";
import { phone } from "./browser.ts";
import { seriousIn, visitor } from "./checks.ts";
import { settled } from "./settled.ts";
import { type UiPages, uiPages } from "./ui-pages.ts";

const addresses = [
  ...["/", "/data", "/training", "/validation", "/package", "/predictions", "/monitoring", "/alerts"],
  ...["/feedback", "/models", "/learn"],
] as const;
type Address = (typeof addresses)[number];

const here = "There is no project here";
const run = "There is no run yet";
const champion = "There is no champion yet";

/** What each page says; pages that are left out have something to show. */
async function expectWords(ui: UiPages, words: Partial<Record<Address, string>>): Promise<void> {
  await using guest = await visitor(ui.url, { viewport: phone });
  for (const address of addresses) {
    expect([address, await guest.visit(address)]).toEqual([address, []]);
    const titles = await guest.page.getByRole("main").getByRole("heading", { level: 2 }).allInnerTexts();
    const said = titles.find((title) => [here, run, champion].includes(title));
    expect([address, said]).toEqual([address, words[address]]);
  }
  await guest.visit("/data");
  expect(await seriousIn(guest.page)).toEqual([]);
  expect(await guest.page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
}

const runPages = { "/data": run, "/training": run, "/validation": run } as const;
const ofChampion = (words: string) =>
  ({ "/": words, "/package": words, "/monitoring": words, "/feedback": words }) as const;

test("in a folder without a project all pages but Learn say so, and no question is refused", async () => {
  await using ui = await uiPages(await temporaryFolder());
  const all = Object.fromEntries(addresses.map((address) => [address, here]));
  const { "/learn": _, ...others } = all;
  await expectWords(ui, others);
});

test("before the first run pages say what makes it, and show it by themselves when it is there", async () => {
  const project = await openProject();
  await using ui = await uiPages(project);
  await expectWords(ui, { ...runPages, ...ofChampion(run) });
  await using opened = await ui.open("/data");
  await opened.page.getByRole("heading", { name: run }).waitFor();
  expect((await project.call("run")).code).toBe(0);
  await opened.page.getByRole("heading", { name: run }).waitFor({ state: "detached" });
  await settled(opened);
  expect(await opened.page.getByRole("main").innerText()).toContain("120");
  expect(opened.complaints).toEqual([]);
});

test("after a run whose gates failed, what a champion is for says that there is none, and where to look", async () => {
  const gates = "accuracy: { atLeast: 0.9999 }";
  const project = await openProject({ ...goodFiles, "airworthy.config.ts": configText({ gates }) });
  expect((await project.call("run")).code).toBe(2);
  await using ui = await uiPages(project);
  await expectWords(ui, ofChampion(champion));
});
