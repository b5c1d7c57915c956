/**
 * `npm run screenshots`: writes docs/images/dashboard-<page>-<light|dark>.png, of every page and of one prediction, on a
 * project that is made and lived through for it. Each picture is as high as its page, up to a limit.
 */
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiReplies } from "../dashboard/src/api/schema.gen.ts";
import { type PageRow, pages } from "../dashboard/src/pages.ts";
import { startServing } from "../test/cli/start-serving.ts";
import { closeBrowser, openPage } from "../test/dashboard/browser.ts";
import { makeLivedProject } from "../test/dashboard/lived-project.ts";
import { settled } from "../test/dashboard/settled.ts";
import { repositoryRoot } from "./check.ts";

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
  const shown = [...paths, ["prediction", `/predictions/${await newestPrediction(line.url)}`] as const];
  for (const scheme of ["light", "dark"] as const)
    for (const [name, path] of shown)
      await picture(`${line.url}/ui${path}`, join(folder, `dashboard-${name}-${scheme}.png`), scheme);
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

async function picture(url: string, path: string, colorScheme: "light" | "dark"): Promise<void> {
  await using opened = await openPage({ colorScheme, viewport: { width, height: leastHeight } });
  const { page } = opened;
  await page.goto(url);
  await settled(opened);
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  await page.setViewportSize({ width, height: Math.min(mostHeight, Math.max(leastHeight, height)) });
  await settled(opened);
  await page.screenshot({ path, animations: "disabled" });
  const { size } = await stat(path);
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, at most ${mostBytes}.`);
  console.log(`${path} ${Math.round(size / 1_000)} kB`);
}
