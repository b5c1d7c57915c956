/** Retraining as a user does it: serve, report what came of it, train a challenger. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { airworthy } from "./airworthy.ts";
import { startServing } from "./start-serving.ts";

let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
});
afterAll(() => folder[Symbol.asyncDispose]());

const run = (...args: readonly string[]) => airworthy(["retrain", ...args], { cwd: folder.path });

test("airworthy retrain says what it lacks and what it does not know", async () => {
  const { code, stderr } = await run("--dry-run");
  expect([code, stderr.includes("no server recorded an event")]).toEqual([1, true]);
  expect((await run("--promote", "always")).stderr).toContain(
    "wanted one of manual, when-better, when-not-worse",
  );
  expect((await run("--window", "soon")).stderr).toContain("Cannot use --window 'soon'");
  expect((await run("--history")).stdout).toContain("Nothing was decided yet");
  expect((await run("--if-due")).stdout).toContain("No retraining is due");
  const config = join(folder.path, "airworthy.config.ts");
  const text = await readFile(config, "utf8");
  await writeFile(config, text.replace("split: {", 'retrain: { every: "1ms" },\n  split: {'));
  const due = await run("--if-due", "--dry-run");
  expect([due.code, due.stderr.includes("no server recorded an event")]).toEqual([1, true]);
});

test("airworthy retrain learns from what was served and reported, and keeps what was decided", async () => {
  const { child, outcome, line } = await startServing(folder.path, { args: ["--threads", "1"] });
  const post = async (route: string, body: unknown) => {
    const headers = { "content-type": "application/json" };
    const reply = await fetch(`${line.url}${route}`, { method: "POST", headers, body: JSON.stringify(body) });
    expect(reply.status).toBe(200);
  };
  const day = Date.UTC(2026, 5, 1);
  const visits = Array.from({ length: 60 }, (_, index) => ({
    visit_id: `new ${index}`,
    customer_id: `c${index % 7}`,
    started_at: new Date(day + index * 3_600_000).toISOString(),
    channel: "mail",
    pages: 1 + (index % 9),
    basket: index,
  }));
  for (const visit of visits) await post("/predict", visit);
  await post(
    "/feedback",
    visits.map(({ visit_id, pages }) => ({ event_id: visit_id, label: pages > 4 })),
  );
  child.kill("SIGTERM");
  expect((await outcome).code).toBe(0);
  const { code, stdout, stderr } = await run("--json");
  const { run: document, decision } = JSON.parse(stdout) as {
    run: { feedback: object; package: { alias: string } | null };
    decision: { promote: boolean; speaksAgainst: boolean; reasons: string[] };
  };
  expect(document.feedback, stderr).toEqual({
    ...{ added: 60, relabelled: 0, rejectedRows: 0 },
    labels: { version: 1, fresh: 60, setAside: [], taken: [] },
  });
  expect(decision.promote).toBe(false);
  expect(decision.reasons.length).toBeGreaterThan(0);
  expect(code).toBe(decision.speaksAgainst ? 2 : 0);
  const history = await run("--history");
  expect(history.stdout).toContain("did not take the place of version 1");
  expect(history.stdout).toContain("policy manual");
});
