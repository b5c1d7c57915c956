/** The pages of `airworthy ui`, for a browser. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startAirworthy } from "../cli/airworthy.ts";
import { type OpenedPage, openPage } from "./browser.ts";
import { settled } from "./settled.ts";

export interface UiPages extends AsyncDisposable {
  readonly url: string;
  readonly path: string;
  open(address: string, options?: Parameters<typeof openPage>[0]): Promise<OpenedPage>;
}

/** `airworthy ui` in a folder, which goes with it. */
export async function uiPages(folder: AsyncDisposable & { readonly path: string }): Promise<UiPages> {
  const { child, outcome } = startAirworthy(["ui", "--port", "0", "--json"], { cwd: folder.path });
  if (child.stdout === null) throw new Error("its output is not piped");
  const lines = createInterface({ input: child.stdout });
  const ended = outcome.then(({ stderr }) => Promise.reject(new Error(`ui ended: ${stderr}`)));
  ended.catch(() => undefined);
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  return {
    url,
    path: folder.path,
    async open(address, options) {
      const opened = await openPage(options);
      await opened.page.goto(`${url}/ui${address}`);
      await settled(opened);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      await folder[Symbol.asyncDispose]();
    },
  };
}
