/** Classes and numbers on the feedback page, in a real browser, of models that were trained for it. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { labelsOf, queueOf, told } from "./feedback-told.ts";
import { type ParcelLabel, parcelsProject } from "./parcels-project.ts";
import { type ServingPages, servingPages } from "./serving-pages.ts";

interface ServedParcels extends ServingPages {
  /** The ids of the answers to 24 parcels. */
  readonly ids: readonly string[];
  /** Two sources differ on the prediction. */
  differ(id: string, one: unknown, other: unknown): Promise<void>;
}

async function servedParcels(label: ParcelLabel): Promise<ServedParcels> {
  const pages = await servingPages(await parcelsProject(label));
  const post = async (path: string, body: unknown) => {
    const headers = { "content-type": "application/json" };
    const reply = await fetch(pages.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    expect(reply.status).toBe(200);
    return (await reply.json()) as { readonly predictions: readonly { readonly prediction_id: string }[] };
  };
  const parcels = Array.from({ length: 24 }, (_, at) => ({
    ...{ parcel: `n${at}`, sender_id: `s${at}`, at: new Date(Date.now() - 60_000).toISOString() },
    size: (at * 11) / 24,
  }));
  const { predictions } = await post("/predict", parcels);
  return {
    ...pages,
    ids: predictions.map(({ prediction_id }) => prediction_id),
    async differ(prediction_id, one, other) {
      await post("/feedback", [
        { prediction_id, label: one, source: "scale" },
        { prediction_id, label: other, source: "driver" },
      ]);
    },
  };
}

/** A row of what was done lately, about the prediction. */
async function done(page: Page, id: string, words: string): Promise<void> {
  await page
    .getByRole("row")
    .filter({ hasText: id.slice(-12) })
    .getByText(words)
    .waitFor();
}

/** Reports a wrong answer on its page: no label comes of it, and the queue asks for one. */
async function reportsWrong(served: ServedParcels, id: string): Promise<void> {
  await using opened = await served.open(`/predictions/${id}`);
  await opened.page.getByRole("button", { name: "Report a wrong answer" }).click();
  await opened.page.getByText("the queue asks for what is right").waitFor();
  expect(await labelsOf(served, id)).toEqual([]);
  const waiting = (await queueOf(served)).items.map(({ predictionId }) => predictionId);
  expect(waiting).toContain(id);
  expect(opened.complaints).toEqual([]);
}

test("of eleven classes nine have a key and all can be chosen, and each is in the log as it is called", async () => {
  await using served = await servedParcels("depot");
  const [one = "", two = "", three = "", four = ""] = served.ids;
  const { target } = await served.asked<{ target: { classes: readonly string[] } }>("/api/feedback/queue");
  const { classes } = target;
  expect(classes).toHaveLength(11);
  await using opened = await served.open(`/feedback?item=${one}`);
  const { page } = opened;
  const choices = page.getByRole("group", { name: "The label: depot" });
  const names = await choices.getByRole("button").allInnerTexts();
  expect(names.map((name) => name.split("\n")[0])).toEqual(classes.slice(0, 9));
  await page.keyboard.press("9");
  await done(page, one, `labelled ${classes[8]}`);
  expect(await labelsOf(served, one)).toEqual([["dashboard", classes[8]]]);
  await page.goto(`${served.url}/ui/feedback?item=${two}`);
  await page.locator('input[aria-label="Another class"]').click();
  await page.getByRole("option", { name: classes[10] ?? "", exact: true }).click();
  await done(page, two, `labelled ${classes[10]}`);
  expect(await labelsOf(served, two)).toEqual([["dashboard", classes[10]]]);
  await reportsWrong(served, three);
  await served.differ(four, classes[0], classes[10]);
  await page.goto(`${served.url}/ui/feedback?tab=contradictions`);
  await page.getByLabel("How do you know?").fill("asked the depot");
  await page.getByRole("button", { name: classes[1] ?? "", exact: true }).click();
  await page.getByText("asked the depot").waitFor();
  expect((await labelsOf(served, four))[0]).toEqual(["settled", classes[1]]);
  expect(await told(served, "feedback", "contradictions")).toMatchObject({ contradictions: [] });
  expect(opened.complaints).toEqual([]);
});

test.each([
  ["weight", null],
  ["heavy", "Above 12 counts as true."],
] as const)(
  "a number, of the model of %s, has a field, and is in the log as it was written",
  async (label, words) => {
    await using served = await servedParcels(label);
    const [one = "", two = "", three = ""] = served.ids;
    await using opened = await served.open(`/feedback?item=${one}`);
    const { page } = opened;
    const field = page.getByLabel("The true value of weight");
    expect(await page.getByText("counts as true").allInnerTexts()).toEqual(words === null ? [] : [words]);
    await page.getByRole("button", { name: "Show it" }).click();
    const { prediction } =
      (await queueOf(served)).items.find(({ predictionId }) => predictionId === one) ?? {};
    expect(await page.getByTestId("answer").innerText()).toContain(`The model said ${prediction}`);
    await field.fill("12.5");
    await field.press("Enter");
    await done(page, one, "labelled 12.5");
    expect(await labelsOf(served, one)).toEqual([["dashboard", 12.5]]);
    await reportsWrong(served, two);
    await served.differ(three, 3, 4.25);
    await page.goto(`${served.url}/ui/feedback?tab=contradictions`);
    await page.getByLabel("How do you know?").fill("weighed it");
    await page.getByLabel("The true value of weight").fill("4.5");
    await page.getByRole("button", { name: "Label", exact: true }).click();
    await page.getByText("weighed it").waitFor();
    expect((await labelsOf(served, three))[0]).toEqual(["settled", 4.5]);
    expect(opened.complaints).toEqual([]);
  },
);
