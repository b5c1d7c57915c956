/** The queue of the feedback page in a real browser: what it asks, and what labels, undo and skips do to the log. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { labelsOf, queueOf } from "./feedback-told.ts";
import { type ServedVisits, servedVisits } from "./served-visits.ts";
import { settled } from "./settled.ts";

let served: ServedVisits;
beforeAll(async () => {
  served = await servedVisits();
});
afterAll(() => served[Symbol.asyncDispose]());

test("the queue is what airworthy feedback queue says, in its order, and the model's answer is hidden", async () => {
  const queue = await queueOf(served);
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
  const { items } = await queueOf(served);
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
  expect(await labelsOf(served, one)).toEqual([["dashboard", true]]);
  await open(two);
  await page.keyboard.press("r");
  const { prediction } = items.find(({ predictionId }) => predictionId === two) ?? {};
  expect(await page.getByTestId("answer").innerText()).toContain(`The model said ${prediction}`);
  await page.keyboard.press("f");
  await done(two).getByText("The model's answer was shown.").waitFor();
  expect(await labelsOf(served, two)).toEqual([["dashboard", false]]);
  await page.keyboard.press("u");
  await done(two).getByText("taken back by").waitFor();
  expect(await labelsOf(served, two)).toEqual([
    ["dashboard", "taken back"],
    ["dashboard", false],
  ]);
  await open(three);
  await page.keyboard.press("s");
  await done(three).getByText("skipped").waitFor();
  expect(await progress.innerText()).toBe(`1 of ${items.length} labelled, 1 skipped`);
  const left = (await queueOf(served)).items.map(({ predictionId }) => predictionId);
  expect([left.includes(one), left.includes(two), left.includes(three)]).toEqual([false, true, false]);
  await open(one);
  expect(await page.getByTestId("outcome").innerText()).toContain("It is labelled true by");
  expect(await page.getByTestId("answer").count()).toBe(1);
  await done(one).getByRole("button", { name: "Take back" }).click();
  await done(one).getByText("taken back by").waitFor();
  expect((await queueOf(served)).items.map(({ predictionId }) => predictionId)).toContain(one);
  await page.getByRole("switch", { name: "Single keys" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("1");
  expect(await labelsOf(served, one)).toHaveLength(2);
  expect(opened.complaints).toEqual([]);
});

test("a label that the server cannot hear is sent again, and the window asks before it closes", async () => {
  const { items } = await queueOf(served);
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
  expect(await labelsOf(served, id)).not.toContainEqual(["dashboard", false]);
  isAway = false;
  await page
    .getByRole("row")
    .filter({ hasText: id.slice(-12) })
    .getByText("labelled false")
    .first()
    .waitFor();
  expect((await labelsOf(served, id))[0]).toEqual(["dashboard", false]);
});
