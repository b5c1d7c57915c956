/** Who may see the pages, what stands where there is nothing to see, and what happens while the server is away. */
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { airworthy } from "../cli/airworthy.ts";
import { type Serving, startServing } from "../cli/start-serving.ts";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { openPage, phone } from "./browser.ts";
import { settled } from "./settled.ts";

let project: TrainedProject;
let serving: Serving;
beforeAll(async () => {
  project = await trainedProject();
  serving = await startServing(project.path, { args: ["--no-monitor"] });
});
afterAll(async () => {
  await stop(serving);
  await project[Symbol.asyncDispose]();
});

async function stop({ child }: Serving): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

test("without keys nobody signs in; a model that nobody asked yet is told so, with what to do", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.goto(`${serving.line.url}/ui/`);
  await settled(opened);
  expect(await page.getByTestId("sentence").innerText()).toContain("has answered no request in this time");
  expect(await page.getByRole("main").innerText()).toContain("Send it something to predict");
  await page.goto(`${serving.line.url}/ui/monitoring`);
  await settled(opened);
  expect(await page.getByRole("figure", { name: "Accuracy" }).innerText()).toContain("Not enough data");
  expect(await page.getByRole("main").innerText()).toContain("Nothing to compare");
  await page.goto(`${serving.line.url}/ui/alerts`);
  await page.getByText("No monitor has looked yet").waitFor();
  expect(opened.complaints).toEqual([]);
});

test("a connection that is lost is said, and mends itself when the server is back", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const { port, url } = serving.line;
  await page.clock.install();
  await page.goto(`${url}/ui/`);
  await settled(opened);
  await stop(serving);
  await page.clock.fastForward(120_000); // the span of time moves on, and asks for what nobody answers
  const banner = page.getByText("The connection is lost");
  await banner.waitFor();
  expect(await page.getByTestId("sentence").isVisible()).toBe(true);
  serving = await startServing(project.path, { port, args: ["--no-monitor"] });
  await banner.waitFor({ state: "detached" });
});

/** What of the header reaches out of the screen. */
const cutOff = `[...document.querySelectorAll("header a, header button")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth)
  .map((element) => element.textContent)`;

interface MadeKey {
  readonly id: string;
  readonly key: string;
}

async function makeKey(scope: string): Promise<MadeKey> {
  const { stdout } = await airworthy(["keys", "create", "--scope", scope, "--json"], { cwd: project.path });
  return JSON.parse(stdout);
}

test("with a key the pages want one: its scope decides what is shown, and it is thrown out when it is revoked", async () => {
  const [admin, predict] = [await makeKey("admin"), await makeKey("predict")];
  await using opened = await openPage();
  const { page, context } = opened;
  const signIn = async (key: string) => {
    await page.getByLabel("API key").fill(key);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await expect.poll(async () => (await fetch(`${serving.line.url}/api/status`)).status).toBe(401);
  await page.goto(`${serving.line.url}/ui/models`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn("aw_admin_no");
  await page.getByRole("alert").getByText("unknown, revoked or expired").waitFor();
  await signIn(predict.key);
  await page.getByText("Your key may not see this").waitFor();
  await page.getByRole("button", { name: predict.id }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await signIn(admin.key);
  await page.getByRole("table", { name: "Versions" }).waitFor();
  await page.setViewportSize(phone);
  await expect.poll(() => page.evaluate(cutOff)).toEqual([]);
  const cookies = await context.cookies(`${serving.line.url}/api/`);
  expect(cookies.map(({ httpOnly, sameSite, path }) => [httpOnly, sameSite, path])).toEqual([
    [true, "Strict", "/api"],
  ]);
  expect(await page.evaluate("document.cookie + JSON.stringify(localStorage)")).not.toContain(
    admin.key.slice(-20),
  );
  await airworthy(["keys", "revoke", admin.id], { cwd: project.path });
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});
