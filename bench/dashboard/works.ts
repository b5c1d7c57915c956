/** What people do on pages where there is much. */
import type { Page } from "playwright-core";

export interface Work {
  /** Of the benchmark. */
  readonly part: string;
  readonly name: string;
  /** Below /ui. */
  readonly address: string;
  work(page: Page): Promise<unknown>;
}

export const works: readonly Work[] = [
  {
    part: "another-feature",
    name: "monitoring, another of 200 features is looked at",
    address: "/monitoring?last=90d",
    async work(page) {
      await page.getByLabel("Find a column, feature or prediction").fill("f1_9d");
      await page.getByRole("button", { name: "f1_9d", exact: true }).click();
    },
  },
  {
    part: "another-span",
    name: "monitoring, 30 days instead of 90",
    address: "/monitoring?last=90d",
    async work(page) {
      await page.locator('input[aria-label="Span of time"]').click();
      await page.getByRole("option", { name: "Last 30 days" }).click();
    },
  },
  {
    part: "all-versions",
    name: "models, all 1,000 versions one after the other",
    address: "/models",
    async work(page) {
      const older = page.getByRole("button", { name: "Show older versions" });
      const rows = page.getByRole("region", { name: "Versions", exact: true }).getByRole("row");
      for (let shown = 50; shown < 1_000; shown += 50) {
        await older.click();
        await rows.nth(shown + 1).waitFor({ state: "attached" });
      }
    },
  },
  {
    part: "find-entity",
    name: "predictions, an entity is looked for",
    address: "/predictions?last=90d",
    async work(page) {
      await page.getByLabel("Entity").fill("c7-20");
      await page.getByRole("button", { name: "Find" }).click();
    },
  },
];
