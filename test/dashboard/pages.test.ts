/** The pages in a real browser, on a project that has lived: what they show, against the API and the command line. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { History, ListedAlert, Models, Status } from "../../dashboard/src/api/schema.gen.ts";
import { type PageRow, pages } from "../../dashboard/src/pages.ts";
import { desktop, phone } from "./browser.ts";
import { seriousIn, type Visitor, visitor } from "./checks.ts";
import { scriptId } from "./lived-project.ts";
import { type ServingPages, servingPages } from "./serving-pages.ts";
import { settled } from "./settled.ts";

let served: ServingPages;
beforeAll(async () => {
  served = await servingPages();
});
afterAll(() => served[Symbol.asyncDispose]());

const percent = (value = Number.NaN) => `${(value * 100).toFixed(1)}%`;

test("the overview says what airworthy status says, in words and in five figures", async () => {
  const status = await served.told<Status>("status", "--over", "7d");
  await using opened = await served.open("/?last=7d");
  const { page } = opened;
  const accuracy = percent(status.quality?.measured.accuracy?.value);
  const { alerts } = await served.told<{ alerts: ListedAlert[] }>("alerts");
  const firing = alerts.filter(({ phase }) => phase === "firing");
  const sentence = await page.getByTestId("sentence").innerText();
  expect(sentence).toContain(`accuracy ${accuracy} ± `);
  expect(sentence).toContain(`on ${status.quality?.labelled.toLocaleString("en")} labels`);
  expect(sentence).toContain(`${firing.length} alerts need you`);
  const card = (name: string) => page.getByRole("region", { name, exact: true }).innerText();
  expect(await card("Accuracy")).toContain(accuracy);
  expect(await card("Predictions")).toContain(status.predictions.toLocaleString("en"));
  expect(await card("Errors")).toContain(
    `${status.requests?.failed} of ${status.requests?.requests} requests`,
  );
  expect(await card("Drift")).toContain(`${status.drift?.counts.drift} of `);
  expect(opened.complaints).toEqual([]);
});

test("the overview's next step leads to the alert that needs somebody first", async () => {
  const { alerts } = await served.told<{ alerts: ListedAlert[] }>("alerts");
  await using opened = await served.open("/");
  await opened.page.getByRole("region", { name: "What to do now" }).getByRole("link").click();
  await opened.page.waitForURL(`**/ui/alerts/${alerts[0]?.id}`);
});

test("the monitoring page draws the parts that the API replies, and says where there is not enough data", async () => {
  await using opened = await served.open("/monitoring?last=7d");
  const { page } = opened;
  const asked = await page.evaluate<readonly string[]>(
    'performance.getEntriesByType("resource").map(({ name }) => name)',
  );
  const range = new URL(asked.find((name) => name.includes("/api/history")) ?? "");
  const history = await served.asked<History>(`/api/history${range.search}`);
  const known = history.parts.filter(({ quality }) => quality?.measured.accuracy !== undefined);
  expect(known.length).toBeGreaterThan(10);
  expect(known.reduce((sum, { quality }) => sum + (quality?.labelled ?? 0), 0)).toBe(
    (await served.told<Status>("status", "--over", "7d")).quality?.labelled,
  );
  const figure = page.getByRole("figure", { name: "Accuracy" });
  await figure.getByText("Table", { exact: true }).click();
  const rows = await figure.getByRole("row").allInnerTexts();
  expect(rows.length - 1).toBe(history.parts.length);
  for (const [at, part] of history.parts.entries()) {
    const measured = part.quality?.measured.accuracy;
    expect(rows[at + 1]).toContain(measured === undefined ? "not enough data" : percent(measured.value));
  }
  const missing = history.parts.length - known.length;
  expect(await figure.innerText()).toContain(`not enough data in ${missing} of ${history.parts.length}`);
  expect(await page.locator("figure pattern").count()).toBeGreaterThan(0);
  expect(opened.complaints).toEqual([]);
});

test("drift on the monitoring page is what airworthy drift says", async () => {
  const drift = await served.told<{ report: { subjects: { name: string; state: string }[] } }>(
    "drift",
    "--over",
    "7d",
  );
  await using opened = await served.open("/monitoring?last=7d&subject=channel");
  const table = opened.page.getByRole("table", { name: "Drift of every subject" });
  const rows = (await table.getByRole("row").allInnerTexts()).slice(1);
  const words: Readonly<Record<string, string>> = {
    drift: "✗ drift",
    possible: "? possible",
    ok: "✓ as before",
  };
  expect(
    rows.map((row) => [row.split(/\s/)[0], Object.values(words).find((word) => row.includes(word))]),
  ).toEqual(drift.report.subjects.map(({ name, state }) => [name, words[state]]));
  expect(await opened.page.getByRole("figure", { name: "channel" }).innerText()).toContain(
    "'mail' rose from",
  );
});

test("an alert is acknowledged and silenced through the page, and what somebody wrote stays text", async () => {
  const { alerts } = await served.told<{ alerts: ListedAlert[] }>("alerts");
  const alert = alerts.find(({ subject }) => subject === "channel");
  if (alert === undefined) throw new Error("no such alert");
  await using opened = await served.open(`/alerts/${alert.id}`);
  const { page } = opened;
  await page.getByLabel("Acknowledge with a note").fill(scriptId);
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await page.getByText("has acknowledged it").waitFor();
  await page.getByLabel("Tell nobody for a while").fill("the campaign is known");
  await page.getByRole("button", { name: "Silence" }).click();
  await page.getByText("Silenced until").waitFor();
  const now = await served.told<ListedAlert>("alerts", "show", alert.id);
  expect([now.phase, now.acknowledged?.note]).toEqual(["acknowledged", scriptId]);
  expect((now.silencedUntil ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
  expect(await page.title()).toBe("drift of channel · Airworthy");
  expect(await page.getByText(scriptId).count()).toBeGreaterThan(0);
  expect(await page.locator("main script").count()).toBe(0);
  expect(opened.complaints).toEqual([]);
});

test("from an alert its chart is one click away, with its subject and around its window", async () => {
  const { alerts } = await served.told<{ alerts: ListedAlert[] }>("alerts");
  const alert = alerts.find(({ subject }) => subject === "pages");
  await using opened = await served.open(`/alerts/${alert?.id}`);
  await opened.page.getByRole("link", { name: "See it in its chart" }).click();
  await opened.page.waitForURL("**/ui/monitoring**");
  const search = new URL(opened.page.url()).searchParams;
  expect(search.get("subject")).toBe("pages");
  expect(Number(search.get("from"))).toBeLessThan(alert?.latest?.from ?? 0);
  expect(Number(search.get("to"))).toBeGreaterThan(alert?.latest?.to ?? 0);
});

test("a version is promoted and rolled back through the page, and the server follows", async () => {
  const champion = async () => (await served.asked<Models>("/api/models")).champion;
  const serves = async () => (await served.asked<{ versions: string[] }>("/v2/models/will-order")).versions;
  expect(await champion()).toBe(1);
  await using opened = await served.open("/models");
  const { page } = opened;
  await page.getByRole("button", { name: "Promote version 2" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.innerText()).toContain("version 1, which is it now, stays and can be promoted again");
  await dialog.getByRole("button", { name: "Leave it as it is" }).click();
  expect(await champion()).toBe(1);
  await page.getByRole("button", { name: "Promote version 2" }).click();
  await dialog.getByRole("button", { name: "Promote version 2" }).click();
  await page.getByRole("row").filter({ hasText: "champion" }).filter({ hasText: /^2/ }).waitFor();
  await expect.poll(serves).toEqual(["2"]);
  const { models } = await served.told<Models>("models");
  expect(models.map(({ version, alias }) => [version, alias])).toContainEqual([2, "champion"]);
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  await dialog.getByRole("button", { name: "Roll back to version 1" }).click();
  await expect.poll(serves).toEqual(["1"]);
  expect(await champion()).toBe(1);
});

test("a version's page shows what the command line shows of its run", async () => {
  await using opened = await served.open("/models/2");
  const { models } = await served.told<Models>("models");
  const run = models.find(({ version }) => version === 2)?.run ?? "";
  const shown = await served.told<{ metrics: Status["validated"] }>("show", run);
  const text = await opened.page.getByRole("main").innerText();
  expect(text).toContain(run);
  expect(text).toContain(percent(shown.metrics.accuracy?.value));
  expect(text).toContain("40 dropped: visits without pages");
});

test("the span of time lives in the address and goes along to other pages", async () => {
  await using opened = await served.open("/");
  const { page } = opened;
  await page.locator('input[aria-label="Span of time"]').click();
  await page.getByRole("option", { name: "Last 30 days" }).click();
  await page.waitForURL("**/ui/?last=30d");
  await page.getByRole("navigation").getByRole("link", { name: "Monitoring" }).click();
  await page.waitForURL("**/ui/monitoring?last=30d");
  await page.goBack();
  await page.waitForURL("**/ui/?last=30d");
});

test("the keyboard is enough: past the navigation, to any page, and the focus is seen", async () => {
  await using opened = await served.open("/");
  const { page } = opened;
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  expect((await page.evaluate("document.activeElement.textContent")) === "Skip to the content").toBe(true);
  expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Go to a page").fill("alerts");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/ui/alerts**");
});

const listed = Object.values<PageRow>(pages);
const ways = [
  { name: "desktop, light", viewport: desktop, colorScheme: "light" },
  { name: "phone, dark", viewport: phone, colorScheme: "dark" },
] as const;

describe.each(ways)("on $name", ({ viewport, colorScheme }) => {
  let somebody: Visitor;
  beforeAll(async () => {
    somebody = await visitor(served.url, { viewport, colorScheme });
  });
  afterAll(() => somebody[Symbol.asyncDispose]());

  test.each(listed)(
    "$title: axe finds nothing serious, nothing is wider than the screen, nothing is kept out, 350 kB are enough",
    async ({ path, title }) => {
      const complaints = await somebody.visit(`${path}?last=7d`);
      const { page } = somebody;
      expect(await page.title()).toBe(`${title} · Airworthy`);
      expect(await seriousIn(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(viewport.width);
      const loaded = await page.evaluate<readonly { name: string; encodedBodySize: number }[]>(
        'performance.getEntriesByType("resource").map(({ name, encodedBodySize }) => ({ name, encodedBodySize }))',
      );
      const assets = loaded.filter(({ name }) => name.includes("/ui/"));
      const bytes = assets.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
      expect(bytes).toBeGreaterThan(100_000);
      expect(bytes).toBeLessThan(350_000);
      expect(loaded.filter(({ name }) => !name.startsWith(served.url))).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});

test("an address that is none says so, and leads back", async () => {
  await using opened = await served.open("/");
  const { page } = opened;
  await page.goto(`${served.url}/ui/nothing/here`);
  await page.getByText("There is no such page").waitFor();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await settled(opened);
  expect(new URL(page.url()).pathname).toBe("/ui/");
});
