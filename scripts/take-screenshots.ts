/**
 * `npm run screenshots`: writes docs/images/dashboard-<page>-<light|dark>.png, of every page, of one prediction, of the dialog that
 * promotes a version and of a canary on its way, on a project that is made and lived through for it; with names behind `--`,
 * of these alone. Each picture is as high as its page, up to a limit.
 */
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { ApiReplies } from "../dashboard/src/api/schema.gen.ts";
import { type PageRow, pages } from "../dashboard/src/pages.ts";
import { startServing } from "../test/cli/start-serving.ts";
import { closeBrowser, openPage } from "../test/dashboard/browser.ts";
import { makeLivedProject } from "../test/dashboard/lived-project.ts";
import { settled } from "../test/dashboard/settled.ts";
import { repositoryRoot } from "./check.ts";

/** A picture's name, its address, and what is done before it is taken. */
type Shown = readonly [name: string, path: string, act?: (page: Page) => Promise<void>];

const width = 1_280;
const [leastHeight, mostHeight] = [640, 1_500];
const mostBytes = 300_000;

const folder = join(repositoryRoot, "docs/images");
const directory = await mkdtemp(join(tmpdir(), "airworthy-screenshots-"));
try {
  const project = join(directory, "project");
  await mkdir(project);
  await makeLivedProject(project);
  const { child, line } = await startServing(project, { args: ["--no-monitor"] });
  const paths = Object.entries<PageRow>(pages).map(([name, { path }]) => [name, `${path}?last=7d`] as const);
  const shown: readonly Shown[] = [
    ...paths,
    ["prediction", `/predictions/${await newestPrediction(line.url)}`],
    ["promote", "/models", askAboutCanary],
    ["rollout", "/models", beginCanary],
  ];
  const wanted = process.argv.slice(2);
  for (const [name, path, act] of shown.filter(([name]) => wanted.length === 0 || wanted.includes(name)))
    for (const scheme of ["light", "dark"] as const) {
      const target = join(folder, `dashboard-${name}-${scheme}.png`);
      await picture(`${line.url}/ui${path}`, target, { scheme, ...(act === undefined ? {} : { act }) });
    }
  child.kill("SIGTERM");
  await once(child, "exit");
} finally {
  await closeBrowser();
  await rm(directory, { recursive: true, force: true });
}

async function newestPrediction(url: string): Promise<string> {
  const reply = await fetch(`${url}/api/predictions?limit=1`);
  const { predictions } = (await reply.json()) as ApiReplies["GET /api/predictions"];
  const [newest] = predictions;
  if (newest === undefined) throw new Error("The project that was lived through has no prediction.");
  return newest.id;
}

/** Opens the dialog in which a version is promoted as a canary. */
async function askAboutCanary(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Promote version 2" }).click();
  await page.getByRole("dialog").getByText("As a canary", { exact: true }).click();
}

/** Begins a canary, where none is on its way. */
async function beginCanary(page: Page): Promise<void> {
  const steps = page.getByRole("list", { name: "Steps of the rollout" });
  if ((await steps.count()) === 0) {
    await askAboutCanary(page);
    await page.getByRole("button", { name: "Begin the canary of version 2" }).click();
  }
  await steps.waitFor();
  await page.getByText("Ready in 1 process").waitFor();
}

interface PictureOptions {
  readonly scheme: "light" | "dark";
  /** What is done on the page before. */
  readonly act?: (page: Page) => Promise<void>;
}

async function picture(url: string, path: string, { scheme, act }: PictureOptions): Promise<void> {
  await using opened = await openPage({ colorScheme: scheme, viewport: { width, height: leastHeight } });
  const { page } = opened;
  await page.goto(url);
  await settled(opened);
  await act?.(page);
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  await page.setViewportSize({ width, height: Math.min(mostHeight, Math.max(leastHeight, height)) });
  await settled(opened);
  await page.screenshot({ path, animations: "disabled" });
  const { size } = await stat(path);
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, at most ${mostBytes}.`);
  console.log(`${path} ${Math.round(size / 1_000)} kB`);
}
