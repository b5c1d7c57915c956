/** The page that finds predictions, where nothing fits in a log that is longer than one reply looks at. */
import { expect, test } from "vitest";
import { openStore } from "../../src/io/store/index.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import { trainedProject } from "../fixtures/trained-project.ts";
import { openPage } from "./browser.ts";
import { uiPages } from "./ui-pages.ts";

const began = Date.UTC(2026, 5, 1, 10);

/** Answered so many places after the log's beginning, each place a millisecond after the one before it. */
function prediction(seq: number) {
  const answer = { prediction_id: `p${seq}`, prediction: false, probability: 0.2 };
  return {
    ...{ seq, id: `p${seq}`, event_id: null, entity: "c1", time: (began + seq) * 1_000 },
    ...{ received_at: began + seq, model: "will-order", version: 1 },
    body: JSON.stringify({ max_lateness_us: 0, raw: {}, inputs: {}, answer }),
  };
}

test("a search goes on by itself for a while, says how far it came, and goes on to the beginning when asked", async () => {
  const project = await trainedProject();
  await using store = await openStore(workspaceOf(project.path).storePath);
  await store.db.insertInto("predictions").values([1, 150_000, 300_000].map(prediction)).execute();
  await using ui = await uiPages(project);
  await using opened = await openPage();
  const { page, complaints } = opened;
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/predictions?")) asked += 1;
  });
  await page.goto(`${ui.url}/ui/predictions?from=${began}&to=${began + 3_600_000}&scoreFrom=0.9`);
  const main = page.getByRole("main");
  await main.getByText("Look further back, or narrow the span of time").waitFor();
  expect(asked).toBe(4);
  const reached = new Date(began + 150_000).toISOString();
  expect(await main.locator("time").getAttribute("datetime")).toBe(reached);
  await main.getByRole("button", { name: "Look further back" }).click();
  await main.getByRole("heading", { name: "No prediction fits" }).waitFor();
  expect(asked).toBe(6);
  await page.goto(`${ui.url}/ui/predictions?from=${began}&to=${began + 3_600_000}&scoreFrom=0.1`);
  await main.getByText("2 shown", { exact: true }).waitFor();
  await main.getByRole("button", { name: "Show more" }).click();
  await main.getByText("3 shown, all that fit").waitFor();
  expect(complaints).toEqual([]);
});
