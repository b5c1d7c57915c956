/** The feedback page in a real browser: contradictions, reports, what labels did, and how all of it looks. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { desktop, openPage, phone } from "./browser.ts";
import { seriousIn } from "./checks.ts";
import { labelsOf, told } from "./feedback-told.ts";
import { type ServedVisits, scriptName, servedVisits } from "./served-visits.ts";

let served: ServedVisits;
beforeAll(async () => {
  served = await servedVisits();
});
afterAll(() => served[Symbol.asyncDispose]());

interface Contradictions {
  readonly contradictions: readonly { readonly predictionId: string; readonly eventId: string }[];
}

test("contradictions are what the command line says; one is settled through the page, and taken back", async () => {
  const before = (await told<Contradictions>(served, "feedback", "contradictions")).contradictions;
  const [first] = before;
  if (first === undefined) throw new Error("none");
  await using opened = await served.open("/feedback?tab=contradictions");
  const { page } = opened;
  const cards = page.getByRole("region", { name: /^Event / });
  const titles = await cards.getByRole("heading").allInnerTexts();
  expect(titles).toEqual(before.slice(0, titles.length).map(({ eventId }) => `Event ${eventId}`));
  const card = page.getByRole("region", { name: `Event ${first.eventId}`, exact: true });
  await card.getByRole("button", { name: "true" }).click();
  await card.getByText("Say how you know").waitFor();
  await card.getByLabel("How do you know?").fill("saw the invoice");
  await card.getByRole("button", { name: "true" }).click();
  await card.waitFor({ state: "detached" });
  const ids = async () =>
    (await told<Contradictions>(served, "feedback", "contradictions")).contradictions.map(
      ({ predictionId }) => predictionId,
    );
  expect(await ids()).not.toContain(first.predictionId);
  expect((await labelsOf(served, first.predictionId))[0]).toEqual(["settled", true]);
  const row = page.getByRole("row").filter({ hasText: "saw the invoice" });
  await row.getByRole("button", { name: "Take back" }).click();
  await row.getByText("taken back by").waitFor();
  expect(await ids()).toContain(first.predictionId);
  expect(opened.complaints).toEqual([]);
});

test("a wrong answer is reported from the prediction's page, and that is taken back", async () => {
  const id = served.predictions.at(-1) ?? ""; // its event wants to be markup
  const { predictions } = await served.get<{ predictions: readonly { prediction: boolean }[] }>(
    `/api/predictions?id=${id}`,
  );
  const before = await labelsOf(served, id);
  const other = !predictions[0]?.prediction;
  await using opened = await served.open(`/predictions/${id}`);
  const { page } = opened;
  await page.getByRole("button", { name: "Report a wrong answer" }).click();
  await page.getByText(`: ${other} is its label.`).waitFor();
  expect(await labelsOf(served, id)).toEqual([["dashboard", other], ...before]);
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByRole("button", { name: "Report a wrong answer" }).waitFor();
  expect((await labelsOf(served, id))[0]).toEqual(["dashboard", "taken back"]);
  expect(await page.title()).not.toBe("taken");
});

test("what labels did: every version's labels by who said them", async () => {
  const { versions } = await served.get<{
    versions: readonly { version: number; source: string; labels: number }[];
  }>("/api/feedback/effect");
  const shop = served.labels.filter((label) => label !== undefined).length;
  expect(versions.find(({ source }) => source === "shop")).toEqual({
    version: 1,
    source: "shop",
    labels: shop,
  });
  await using opened = await served.open("/feedback?tab=effect");
  const { page } = opened;
  await page.getByTestId("effect").waitFor();
  const rows = (await page.getByRole("row").allInnerTexts()).slice(1);
  expect(rows.map((row) => row.trim().split(/\s+/))).toEqual(
    versions.map(({ version, source, labels }) => [String(version), source, labels.toLocaleString("en")]),
  );
  expect(await page.getByTestId("effect").innerText()).toContain("No retraining was decided yet");
  expect(opened.complaints).toEqual([]);
});

const contents = [
  ["", "the queue", "The prediction to label"],
  ["?tab=contradictions", "contradictions", "Done lately"],
  ["?tab=effect", "what labels did", "Labels by version"],
] as const;
const looks = contents.flatMap(([tab, title, content]) =>
  [
    { tab, title, content, name: "light, desktop", colorScheme: "light", viewport: desktop },
    { tab, title, content, name: "dark, desktop", colorScheme: "dark", viewport: desktop },
    { tab, title, content, name: "dark, phone", colorScheme: "dark", viewport: phone },
  ].map((look) => look as typeof look & { colorScheme: "light" | "dark" }),
);

test.each(looks)(
  "$title in $name: axe finds nothing serious, and it fits",
  async ({ tab, content, ...look }) => {
    await using opened = await served.open(`/feedback${tab}`, look);
    const { page } = opened;
    await page.getByRole("region", { name: content, exact: true }).waitFor();
    expect(await seriousIn(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(look.viewport.width);
    expect(opened.complaints).toEqual([]);
  },
);

interface MadeKey {
  readonly key: string;
}

test("a key's scope decides: feedback labels and cannot settle, predict sees nothing; whose key it was is text", async () => {
  const make = (scope: string, name: string) =>
    told<MadeKey>(served, "keys", "create", "--scope", scope, "--name", name);
  const [labeller, asker] = [await make("feedback", scriptName), await make("predict", "asker")];
  await expect
    .poll(async () => (await fetch(`${served.url}/api/feedback/queue`)).status, { timeout: 10_000 })
    .toBe(401);
  await using opened = await openPage();
  const { page } = opened;
  const signIn = async ({ key }: MadeKey) => {
    await page.getByLabel("API key").fill(key);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await page.goto(`${served.url}/ui/feedback`);
  await signIn(asker);
  await page.getByText("Your key may not see this").waitFor();
  await page.getByRole("button", { name: "asker" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await signIn(labeller);
  await page.getByRole("region", { name: "The prediction to label" }).waitFor();
  await page.keyboard.press("1");
  await page.getByRole("row").filter({ hasText: "labelled true" }).filter({ hasText: scriptName }).waitFor();
  expect(await page.locator("main script").count()).toBe(0);
  expect(await page.title()).toBe("Feedback · Airworthy");
  await page.getByRole("tab", { name: "Contradictions" }).click();
  await page.getByText("A key of the scope admin settles it").first().waitFor();
  expect(await page.getByLabel("How do you know?").count()).toBe(0);
  await page.getByRole("tab", { name: "What labels did" }).click();
  await page.getByText("Your key may not see this").waitFor();
  const post = (path: string, body: unknown, origin?: string) =>
    fetch(served.url + path, {
      method: "POST",
      headers: {
        ...{ "content-type": "application/json", authorization: `Bearer ${labeller.key}` },
        ...(origin === undefined ? {} : { origin }),
      },
      body: JSON.stringify(body),
    });
  const settle = await post("/api/feedback/settle", { id: served.predictions[0], label: true, note: "no" });
  expect([settle.status, ((await settle.json()) as { code: string }).code]).toEqual([403, "FORBIDDEN"]);
  const label = { predictionId: served.predictions[0], label: true };
  const strange = await post("/api/feedback/label", label, "http://elsewhere.example");
  expect([strange.status, ((await strange.json()) as { code: string }).code]).toEqual([
    403,
    "ORIGIN_REFUSED",
  ]);
});
