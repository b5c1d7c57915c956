/** The trained project behind `airworthy serve`, which has answered 300 visits and been told the truth of most. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startServing } from "../cli/start-serving.ts";
import { trainedProject } from "../fixtures/trained-project.ts";
import { type OpenedPage, openPage } from "./browser.ts";

export interface ServedVisits extends AsyncDisposable {
  /** The project's folder. */
  readonly path: string;
  readonly url: string;
  /** The ids of the answers, in the order of the visits. */
  readonly predictions: readonly string[];
  /** What was reported of each visit; undefined where nothing was. */
  readonly labels: readonly (boolean | undefined)[];
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Opens a page by its address below /ui; once nothing of it is on its way any more. */
  open(address: string, options?: Parameters<typeof openPage>[0]): Promise<OpenedPage>;
}

/** The event of the last visit is called so: what users name is shown as text. */
export const scriptName = "<script>document.title = 'taken'</script>";

const visits = 300;
/** Every seventh visit is never told of, and every thirteenth is told of by two who disagree. */
const isTold = (index: number) => index % 7 !== 0;
const isDisputed = (index: number) => index % 13 === 1;

interface Visit {
  readonly sent: Readonly<Record<string, unknown>>;
  readonly ordered: boolean;
}

async function lastVisits(path: string): Promise<Visit[]> {
  const lines = (await readFile(join(path, "data/visits.csv"), "utf8")).trim().split("\n").slice(1);
  return lines
    .filter((line) => line.split(",")[4] !== "") // without pages it is refused
    .slice(-visits)
    .map((line, index) => {
      const [, customer_id, , channel, pages, basket, ordered] = line.split(",");
      const started_at = new Date(Date.UTC(2026, 5, 1) + index * 600_000).toISOString();
      const sent = {
        ...{ visit_id: index === visits - 1 ? scriptName : `live${index}`, customer_id, started_at, channel },
        ...{ pages: Number(pages), basket: Number(basket) },
      };
      return { sent, ordered: ordered === "true" };
    });
}

export async function servedVisits(): Promise<ServedVisits> {
  const project = await trainedProject();
  const { child, line } = await startServing(project.path, { args: ["--no-monitor"] });
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(line.url + path, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const post = <T>(path: string, body: unknown) => call<T>("POST", path, body);
  const all = await lastVisits(project.path);
  const predictions: string[] = [];
  for (let at = 0; at < all.length; at += 50) {
    const part = all.slice(at, at + 50).map(({ sent }) => sent);
    const reply = await post<{ predictions: { prediction_id: string }[] }>("/predict", part);
    predictions.push(...reply.predictions.map(({ prediction_id }) => prediction_id));
  }
  const labels = all.map(({ ordered }, index) => (isTold(index) ? ordered : undefined));
  const told = all.flatMap(({ sent, ordered }, index) => {
    const event_id = sent.visit_id;
    const disputed = { event_id, label: !ordered, source: "support" };
    if (!isTold(index)) return [];
    return [...(isDisputed(index) ? [disputed] : []), { event_id, label: ordered, source: "shop" }];
  });
  await post("/feedback", told);
  return {
    ...{ path: project.path, url: line.url, predictions, labels, post },
    get: (path) => call("GET", path),
    async open(address, options) {
      const opened = await openPage(options);
      await opened.page.goto(`${line.url}/ui${address}`);
      await settled(opened);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      await project[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when the page has its title, and no part of it is loading. */
export async function settled({ page }: Pick<OpenedPage, "page">): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
}
