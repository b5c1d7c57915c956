/** What must hold of every page, however it is looked at. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { type OpenedPage, openPage } from "./browser.ts";
import { settled } from "./settled.ts";

/** What axe finds serious or critical, with the beginnings of what it found. No page holds a frame: axe needs no tab of its own. */
export async function seriousIn(
  page: Page,
  part = "html",
): Promise<readonly (readonly [string, string[]])[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, nodes.slice(0, 4).map(({ html }) => html.slice(0, 200))] as const);
}

export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  /** Goes to an address below /ui, once nothing of it is on its way any more; what the page complained of meanwhile. */
  visit(address: string): Promise<readonly string[]>;
}

/** Somebody who goes from page to page, each loaded anew: what does not change is kept by the browser. */
export async function visitor(url: string, options: Parameters<typeof openPage>[0]): Promise<Visitor> {
  const opened: OpenedPage = await openPage(options);
  return {
    page: opened.page,
    async visit(address) {
      const before = opened.complaints.length;
      await opened.page.goto(`${url}/ui${address}`);
      await settled(opened);
      return opened.complaints.slice(before);
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
