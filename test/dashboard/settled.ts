import type { OpenedPage } from "./browser.ts";

/** Resolves when the page has its title, and no part of it is loading. */
export async function settled({ page }: Pick<OpenedPage, "page">): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
}
