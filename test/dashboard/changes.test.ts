/** What changes elsewhere appears on a page without a question of its own: the server tells it. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ListedAlert, Models } from "../../dashboard/src/api/schema.gen.ts";
import { airworthy } from "../cli/airworthy.ts";
import { type OpenedPage, openPage } from "./browser.ts";
import { type ServingPages, servingPages } from "./serving-pages.ts";
import { settled } from "./settled.ts";

let served: ServingPages;
beforeAll(async () => {
  served = await servingPages();
});
afterAll(() => served[Symbol.asyncDispose]());

/** Nothing on the page is done again and again: what it asks anew it was told to. */
const withoutPolling = `(() => {
  const every = globalThis.setInterval;
  globalThis.setInterval = (act, ms, ...rest) => ms >= 1_000 ? 0 : every(act, ms, ...rest);
})()`;

/** Opens a page that listens. */
async function listening(address: string): Promise<OpenedPage> {
  const opened = await openPage();
  await opened.page.addInitScript(withoutPolling);
  const heard = opened.page.waitForResponse("**/api/changes");
  await opened.page.goto(`${served.url}/ui${address}`);
  expect((await heard).status()).toBe(200);
  await settled(opened);
  return opened;
}

async function run(...args: string[]): Promise<void> {
  const { code, stderr } = await airworthy(args, { cwd: served.path });
  expect([code, stderr]).toEqual([0, expect.any(String)]);
}

async function firing(): Promise<ListedAlert> {
  const { alerts } = await served.told<{ alerts: ListedAlert[] }>("alerts");
  const found = alerts.find(({ phase }) => phase === "firing");
  if (found === undefined) throw new Error("no alert fires");
  return found;
}

/** What the overview says of alerts. */
const saidOf = (page: Page) => page.getByTestId("sentence").innerText();

test("an alert that somebody acknowledges elsewhere is acknowledged on its page, on the overview and in the list", async () => {
  const { id } = await firing();
  await using own = await listening(`/alerts/${id}`);
  await using overview = await listening("/?last=7d");
  await using list = await listening("/alerts");
  const before = await saidOf(overview.page);
  const rows = list.page.getByRole("row").filter({ hasText: /acknowledged/i });
  const known = await rows.count();
  await run("alerts", "ack", id, "--note", "seen from elsewhere");
  await own.page.getByText("seen from elsewhere").first().waitFor();
  await expect.poll(() => saidOf(overview.page), { timeout: 20_000 }).not.toBe(before);
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(known + 1);
  expect([own, overview, list].map(({ complaints }) => complaints)).toEqual([[], [], []]);
});

test("a version that is promoted elsewhere is the champion of the page", async () => {
  const { champion, models } = await served.asked<Models>("/api/models");
  const other = models.find(({ version }) => version !== champion)?.version;
  await using opened = await listening("/?last=7d");
  expect(await saidOf(opened.page)).toContain(`Version ${champion}`);
  await run("promote", `${other}`, "--force");
  await expect.poll(() => saidOf(opened.page), { timeout: 20_000 }).toContain(`Version ${other}`);
});

test("a page that somebody leaves closes its connection, and listens again when they come back to it", async () => {
  const streams = async () => {
    const text = await (await fetch(`${served.url}/metrics`)).text();
    return Number(/^airworthy_event_streams (\d+)$/m.exec(text)?.[1]);
  };
  await using opened = await listening("/models");
  await expect.poll(streams, { timeout: 20_000 }).toBe(1);
  const turned = (type: string) =>
    opened.page.evaluate(`dispatchEvent(new PageTransitionEvent("${type}", { persisted: true }))`);
  await turned("pagehide");
  await expect.poll(streams, { timeout: 20_000 }).toBe(0);
  const heard = opened.page.waitForResponse("**/api/changes");
  await turned("pageshow");
  expect((await heard).status()).toBe(200);
  await expect.poll(streams, { timeout: 20_000 }).toBe(1);
});
