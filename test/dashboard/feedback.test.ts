/** The feedback page in a real browser: what it asks, and what labels, undo, skips and settling do to the log. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { airworthy } from "../cli/airworthy.ts";
import { desktop, openPage, phone } from "./browser.ts";
import { seriousIn } from "./checks.ts";
import { type ServedVisits, scriptName, servedVisits } from "./served-visits.ts";
import { settled } from "./settled.ts";

let served: ServedVisits;
beforeAll(async () => {
  served = await servedVisits();
});
afterAll(() => served[Symbol.asyncDispose]());

async function told<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await airworthy([...args, "--json"], { cwd: served.path });
  if (code === 1) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

interface Queue {
  readonly looked: number;
  readonly waiting: number;
  readonly items: readonly {
    readonly predictionId: string;
    readonly eventId: string;
    readonly prediction: string;
    readonly probability: number;
    readonly reason: string;
    readonly isDisputed: boolean;
  }[];
}

const queueOf = () => told<Queue>("feedback", "queue", "--limit", "50");
const labelsOf = async (id: string) => {
  const { labels } = await told<{
    labels: readonly { label: unknown; isWithdrawn: boolean; source: string }[];
  }>("trace", id);
  return labels.map(({ label, isWithdrawn, source }) => [source, isWithdrawn ? "taken back" : label]);
};

test("the queue is what airworthy feedback queue says, in its order, and the model's answer is hidden", async () => {
  const queue = await queueOf();
  await using opened = await served.open("/feedback");
  const { page } = opened;
  const list = page.getByRole("region", { name: "Predictions of the queue" });
  const rows = await list.getByRole("listitem").allInnerTexts();
  const words: Readonly<Record<string, string>> = {
    ...{ random: "by chance", wrong: "reported" },
    ...{ drifting: "drifting", uncertain: "unsure" },
  };
  expect(rows.map((row) => row.split("\n").filter((part) => part.trim() !== ""))).toEqual(
    queue.items.map(({ eventId, reason }, at) => [`${at + 1}${eventId}`, words[reason]]),
  );
  const main = await page.getByRole("main").innerText();
  expect(main).toContain(`Of the newest ${queue.looked} predictions`);
  expect(main).toContain(`${queue.waiting} have no label`);
  expect(await page.getByTestId("progress").innerText()).toBe(`0 of ${queue.items.length} labelled`);
  for (const { predictionId, probability, isDisputed } of queue.items.slice(0, 5)) {
    await page.goto(`${served.url}/ui/feedback?item=${predictionId}`);
    await settled(opened);
    const card = page.getByRole("region", { name: "The prediction to label" });
    expect(await card.innerText()).toContain("answer is hidden");
    expect(await card.innerText()).not.toContain(probability.toFixed(3));
    expect(await card.getByText("Sources differ on it:").count()).toBe(isDisputed ? 1 : 0);
  }
  expect(opened.complaints).toEqual([]);
});

test("a label in one key, undo and skip: seen on the page, and in the log by the command line", async () => {
  const { items } = await queueOf();
  const [one, two, three] = items
    .filter(({ isDisputed }) => !isDisputed)
    .map(({ predictionId }) => predictionId);
  if (one === undefined || two === undefined || three === undefined) throw new Error("too few");
  await using opened = await served.open(`/feedback?item=${one}`);
  const { page } = opened;
  const progress = page.getByTestId("progress");
  const open = async (id: string) => {
    const { eventId = "" } = items.find(({ predictionId }) => predictionId === id) ?? {};
    await page
      .getByRole("listitem")
      .filter({ hasText: new RegExp(`${eventId}(?!\\d)`) })
      .getByRole("button")
      .click();
    await page.waitForURL((url) => url.searchParams.get("item") === id);
  };
  const done = (id: string) => page.getByRole("row").filter({ hasText: id.slice(-12) });
  await page.keyboard.press("1");
  await page.waitForURL((url) => url.searchParams.get("item") !== one);
  await done(one).getByText("labelled true").waitFor();
  expect(await labelsOf(one)).toEqual([["dashboard", true]]);
  await open(two);
  await page.keyboard.press("r");
  const { prediction } = items.find(({ predictionId }) => predictionId === two) ?? {};
  expect(await page.getByTestId("answer").innerText()).toContain(`The model said ${prediction}`);
  await page.keyboard.press("f");
  await done(two).getByText("The model's answer was shown.").waitFor();
  expect(await labelsOf(two)).toEqual([["dashboard", false]]);
  await page.keyboard.press("u");
  await done(two).getByText("taken back by").waitFor();
  expect(await labelsOf(two)).toEqual([
    ["dashboard", "taken back"],
    ["dashboard", false],
  ]);
  await open(three);
  await page.keyboard.press("s");
  await done(three).getByText("skipped").waitFor();
  expect(await progress.innerText()).toBe(`1 of ${items.length} labelled, 1 skipped`);
  const left = (await queueOf()).items.map(({ predictionId }) => predictionId);
  expect([left.includes(one), left.includes(two), left.includes(three)]).toEqual([false, true, false]);
  await open(one);
  expect(await page.getByTestId("outcome").innerText()).toContain("It is labelled true by");
  expect(await page.getByTestId("answer").count()).toBe(1);
  await done(one).getByRole("button", { name: "Take back" }).click();
  await done(one).getByText("taken back by").waitFor();
  expect((await queueOf()).items.map(({ predictionId }) => predictionId)).toContain(one);
  await page.getByRole("switch", { name: "Single keys" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("1");
  expect(await labelsOf(one)).toHaveLength(2);
  expect(opened.complaints).toEqual([]);
});

test("a label that the server cannot hear is sent again, and the window asks before it closes", async () => {
  const { items } = await queueOf();
  const id = items.find(({ isDisputed }) => !isDisputed)?.predictionId ?? "";
  await using opened = await served.open(`/feedback?item=${id}`);
  const { page } = opened;
  let isAway = true;
  let tries = 0;
  await page.route("**/api/feedback/label", async (route) => {
    tries += 1;
    await (isAway ? route.abort() : route.continue());
  });
  await page.keyboard.press("2");
  await expect.poll(() => tries, { timeout: 20_000 }).toBeGreaterThan(1);
  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await closing;
  expect(await labelsOf(id)).not.toContainEqual(["dashboard", false]);
  isAway = false;
  await page
    .getByRole("row")
    .filter({ hasText: id.slice(-12) })
    .getByText("labelled false")
    .first()
    .waitFor();
  expect((await labelsOf(id))[0]).toEqual(["dashboard", false]);
});

test("of several classes nine have a key and all are in a list; a number has a field", async () => {
  const classes = Array.from({ length: 12 }, (_, at) => `class ${at + 1}`);
  const targets = { class: { kind: "class", classes }, number: { kind: "number", classes: [] } } as const;
  let kind: keyof typeof targets = "class";
  await using opened = await openPage();
  const { page } = opened;
  const sent: unknown[] = [];
  await page.route("**/api/feedback/queue", async (route) => {
    const reply = (await (await route.fetch()).json()) as Queue & { readonly target: object };
    const items = reply.items.filter(({ isDisputed }) => !isDisputed);
    await route.fulfill({ json: { ...reply, items, target: { ...reply.target, ...targets[kind] } } });
  });
  await page.route("**/api/feedback/label", async (route) => {
    const { predictionId, label } = route.request().postDataJSON() as Record<string, unknown>;
    sent.push(label);
    const act = { id: `act ${sent.length}`, predictionId, kind: "labelled", label };
    await route.fulfill({ json: { ...act, at: Date.now() + 1_000, who: "ann", note: "", undone: null } });
  });
  const open = async (next: keyof typeof targets) => {
    kind = next;
    await page.goto(`${served.url}/ui/feedback`);
    await settled(opened);
  };
  await open("class");
  const choices = page.getByRole("group", { name: "The label: ordered" });
  expect(await choices.getByRole("button").count()).toBe(9);
  await page.keyboard.press("9");
  await expect.poll(() => sent, { timeout: 10_000 }).toEqual(["class 9"]);
  await page.locator('input[aria-label="Another class"]').click();
  await page.getByRole("option", { name: "class 12" }).click();
  await expect.poll(() => sent, { timeout: 10_000 }).toEqual(["class 9", "class 12"]);
  await open("number");
  const field = page.getByLabel("The true value of ordered");
  await field.fill("12.5");
  await field.press("Enter");
  await expect.poll(() => sent, { timeout: 10_000 }).toEqual(["class 9", "class 12", 12.5]);
});

interface Contradictions {
  readonly contradictions: readonly { readonly predictionId: string; readonly eventId: string }[];
}

test("contradictions are what the command line says; one is settled through the page, and taken back", async () => {
  const before = (await told<Contradictions>("feedback", "contradictions")).contradictions;
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
    (await told<Contradictions>("feedback", "contradictions")).contradictions.map(
      ({ predictionId }) => predictionId,
    );
  expect(await ids()).not.toContain(first.predictionId);
  expect((await labelsOf(first.predictionId))[0]).toEqual(["settled", true]);
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
  const before = await labelsOf(id);
  const other = !predictions[0]?.prediction;
  await using opened = await served.open(`/predictions/${id}`);
  const { page } = opened;
  await page.getByRole("button", { name: "Report a wrong answer" }).click();
  await page.getByText(`: ${other} is its label.`).waitFor();
  expect(await labelsOf(id)).toEqual([["dashboard", other], ...before]);
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByRole("button", { name: "Report a wrong answer" }).waitFor();
  expect((await labelsOf(id))[0]).toEqual(["dashboard", "taken back"]);
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
    told<MadeKey>("keys", "create", "--scope", scope, "--name", name);
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
