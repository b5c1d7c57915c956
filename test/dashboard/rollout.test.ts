/** A challenger beside the champion through the models page, on a project that has lived, against the command line. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiveRollout, Models, Rollout } from "../../dashboard/src/api/schema.gen.ts";
import { desktop, type OpenedPage, phone } from "./browser.ts";
import { seriousIn } from "./checks.ts";
import { type ServingPages, servingPages } from "./serving-pages.ts";

let served: ServingPages;
beforeAll(async () => {
  served = await servingPages();
});
afterAll(() => served[Symbol.asyncDispose]());

interface Told {
  readonly models: Models["models"];
  readonly rollout: LiveRollout | null;
}

const told = () => served.told<Told>("models");

/** Chooses how version 2 is promoted; what the page says will happen. */
async function choose({ page }: OpenedPage, way: string): Promise<string> {
  await page.getByRole("button", { name: "Promote version 2" }).click();
  await page.getByRole("dialog").getByText(way, { exact: true }).click();
  return await page.getByRole("dialog").innerText();
}

/** The steps of the rollout that is on its way, each with how it stands. */
async function stepsOf({ page }: OpenedPage): Promise<readonly string[]> {
  const steps = page.getByRole("list", { name: "Steps of the rollout" }).getByRole("listitem");
  return (await steps.allInnerTexts()).map((step) => step.replaceAll(/[→\n]/g, "").trim());
}

/** The versions that answer 80 customers who were never there. */
async function answering(): Promise<readonly number[]> {
  const visits = Array.from({ length: 80 }, (_, at) => ({
    ...{ visit_id: `new${at} ${Math.random()}`, customer_id: `new${at}`, channel: "mail" },
    ...{ started_at: new Date().toISOString(), pages: 3, basket: 20 },
  }));
  const response = await fetch(`${served.url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(visits),
  });
  const { predictions } = (await response.json()) as {
    readonly predictions: readonly { readonly model_version: number }[];
  };
  return [...new Set(predictions.map(({ model_version }) => model_version))].toSorted();
}

test("a shadow is begun through the page, told first and gate by gate then, and taken back", async () => {
  await using opened = await served.open("/models");
  const { page } = opened;
  const words = await choose(opened, "In shadow first");
  expect(words).toContain("nobody sees what it says");
  expect(words).toContain("After 1 h and 500 answers");
  expect(words).toContain("5%, 25%, 50% of the entities, step by step");
  expect((await told()).rollout).toBeNull();
  await page.getByRole("dialog").getByRole("button", { name: "Shadow with version 2" }).click();
  const panel = page.getByRole("region", { name: "Version 2 beside version 1", exact: true });
  await panel.waitFor();
  await expect.poll(async () => (await told()).rollout?.servers.map(({ state }) => state)).toEqual(["ready"]);
  const { rollout } = await told();
  expect([rollout?.rollout.mode, rollout?.rollout.version]).toEqual(["shadow", 2]);
  await expect.poll(() => panel.innerText()).toContain("Ready in 1 process");
  const rows = await panel
    .getByRole("region", { name: "Gates of the rollout" })
    .getByRole("row")
    .allInnerTexts();
  expect(await stepsOf(opened)).toEqual([
    "In shadow, now",
    ...["5%", "25%", "50%", "Champion"].map((step) => `${step}, where every gate passes`),
  ]);
  expect(rows.slice(1).map((row) => row.split("\n").slice(0, 2))).toEqual(
    rollout?.decision.checks.map(({ gate, sentence }) => [gate, sentence]),
  );
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.innerText()).toContain("within a second version 1 answers everybody");
  await dialog.getByRole("button", { name: "Take version 2 back" }).click();
  await panel.waitFor({ state: "detached" });
  expect((await told()).rollout).toBeNull();
  expect(await page.getByRole("region", { name: "Earlier rollouts" }).innerText()).toContain("cancelled");
  expect((await served.asked<Models>("/api/models")).champion).toBe(1);
  expect(opened.complaints).toEqual([]);
});

test("a canary of a share is begun through the page: both versions answer, and promotion ends it", async () => {
  await using opened = await served.open("/models");
  const { page } = opened;
  expect(await choose(opened, "As a canary")).toContain("Version 2 answers 5% of the entities");
  await page.getByLabel("Percent of entities").fill("50");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Version 2 answers 50% of the entities").waitFor();
  expect(await dialog.innerText()).toContain("500 answers at least.");
  await dialog.getByRole("button", { name: "Begin the canary of version 2" }).click();
  await page.getByText("As a canary, seen by 50% of the entities.").waitFor();
  await expect.poll(answering).toEqual([1, 2]);
  expect(await stepsOf(opened)).toEqual(["50%, now", "Champion, where every gate passes"]);
  const { rollout } = await told();
  expect([rollout?.rollout.share, rollout?.rollout.plan.canary.steps]).toEqual([0.5, [0.5]]);
  expect(await choose(opened, "At once")).toContain("The rollout of version 2 ends with it.");
  await dialog.getByRole("button", { name: "Promote version 2" }).click();
  await page.getByRole("row").filter({ hasText: "champion" }).filter({ hasText: /^2/ }).waitFor();
  const after = await told();
  expect(after.rollout).toBeNull();
  expect(after.models.find(({ alias }) => alias === "champion")?.version).toBe(2);
  const { rollouts } = await served.asked<{ rollouts: readonly Rollout[] }>("/api/models");
  expect(rollouts[0]?.state).toBe("cancelled");
  expect(rollouts[0]?.reason).toContain("Version 2 was promoted by");
  await expect.poll(answering).toEqual([2]);
  expect(opened.complaints).toEqual([]);
});

test.each([desktop, phone])(
  "every way to promote is in sight on a screen of $width pixels",
  async (viewport) => {
    await using opened = await served.open("/models", { viewport });
    const { page } = opened;
    const [button] = await page.getByRole("button", { name: /^Promote version/ }).all();
    await button?.click();
    const dialog = page.getByRole("dialog");
    for (const way of ["In shadow first", "As a canary", "At once"]) {
      await dialog.getByText(way, { exact: true }).click();
      await dialog.getByRole("radio", { name: way, checked: true }).waitFor({ state: "attached" });
      const [own, place] = [
        await dialog.getByText(way, { exact: true }).boundingBox(),
        await dialog.boundingBox(),
      ];
      if (own === null || place === null) throw new Error("nothing is shown");
      expect(own.x).toBeGreaterThan(place.x);
      expect(own.x + own.width).toBeLessThan(place.x + place.width);
    }
    const control = dialog.getByRole("radiogroup", { name: "How it is promoted" });
    expect(await control.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    expect(await seriousIn(page, "[role=dialog]")).toEqual([]);
  },
);

test("what cannot be rolled out is said in the dialog, and changes nothing", async () => {
  const begin = (version: number, body: unknown) =>
    fetch(`${served.url}/api/models/${version}/rollout`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const cases = [
    [2, { mode: "shadow" }, 409, "it is the champion already"],
    [9, { mode: "shadow" }, 404, "9"],
    [1, { mode: "canary", share: 0 }, 400, "share"],
    [1, { mode: "elsewhere" }, 400, "mode"],
  ] as const;
  for (const [version, body, status, words] of cases) {
    const response = await begin(version, body);
    expect([version, body, response.status]).toEqual([version, body, status]);
    expect(await response.text()).toContain(words);
  }
  expect((await told()).rollout).toBeNull();
});
