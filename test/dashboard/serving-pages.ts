/** A project, the lived one unless told, behind `airworthy serve`, for pages in a browser. */
import { once } from "node:events";
import { airworthy } from "../cli/airworthy.ts";
import { startServing } from "../cli/start-serving.ts";
import { type OpenedPage, openPage } from "./browser.ts";
import { livedProject } from "./lived-project.ts";
import { settled } from "./settled.ts";

export interface ServingPages extends AsyncDisposable {
  readonly path: string;
  readonly url: string;
  readonly port: number;
  /** What the command line says with --json. */
  told<T>(...args: string[]): Promise<T>;
  /** The reply to a question of a page. */
  asked<T>(path: string): Promise<T>;
  /** Opens a page by its address below /ui; once nothing of it is on its way any more. */
  open(address: string, options?: Parameters<typeof openPage>[0]): Promise<OpenedPage>;
  stop(): Promise<void>;
}

/** What is served, and goes with it. */
export type ServedFolder = AsyncDisposable & { readonly path: string };

export async function servingPages(folder?: ServedFolder): Promise<ServingPages> {
  const project = folder ?? (await livedProject());
  const { child, line } = await startServing(project.path, { args: ["--no-monitor"] });
  const { url, port } = line;
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  return {
    ...{ path: project.path, url, port, stop },
    async told(...args) {
      const { code, stdout, stderr } = await airworthy([...args, "--json"], { cwd: project.path });
      if (code === 1) throw new Error(stderr);
      return JSON.parse(stdout);
    },
    async asked(path) {
      return JSON.parse(await (await fetch(url + path)).text());
    },
    async open(address, options) {
      const opened = await openPage(options);
      await opened.page.goto(`${url}/ui${address}`);
      await settled(opened);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await project[Symbol.asyncDispose]();
    },
  };
}
