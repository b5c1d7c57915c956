/** Pulling as a job: when it is due, by one process at a time, and what a failure leaves. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { airworthy } from "../../test/cli/airworthy.ts";
import { type TrainedProject, trainedProject } from "../../test/fixtures/trained-project.ts";
import { csv, type Definition } from "../core/definition/index.ts";
import { openEventLog } from "../io/event-log/index.ts";
import { findRun, listLabelPulls, openStore, type Store } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { type PullInput, pullNow, pullWhenDue } from "./pull-labels.ts";
import { event, visit } from "./recorded-visits.test.helper.ts";

let project: TrainedProject;
let store: Store;
let input: PullInput;
beforeAll(async () => {
  project = await trainedProject();
  const workspace = workspaceOf(project.path);
  store = await openStore(workspace.storePath);
  const { definition: trained } = await findRun(store, "latest");
  const from = (name: string) => ({ name, from: csv(`${name}.csv`), everyMs: 60_000 });
  const definition: Definition = { ...trained, labelSources: [from("gone"), from("crm")] };
  const place = workspace.storePath;
  input = { definition, projectDirectory: project.path, workspace, store, log: store, place };
  await using log = await openEventLog(place);
  await log.append(
    [1, 2, 3].map((index) => event(visit(index))),
    { seen: Number.MAX_SAFE_INTEGER, now: 5 },
  );
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const { signal } = new AbortController();
const write = (lines: readonly string[]) =>
  writeFile(join(project.path, "crm.csv"), `event_id,label\n${lines.join("\n")}\n`);

test("pullWhenDue() pulls each source once in its time, whoever looks, and tells of one that fails at the end", async () => {
  const now = Date.now();
  const when = (at: number) => pullWhenDue(input, { signal, now: () => at });
  await write(["live 1,true", "live 2,false"]);
  const both = await Promise.allSettled([when(now), when(now)]);
  expect(both.map(({ status }) => status)).toContain("rejected");
  const pulls = async () =>
    (await listLabelPulls(store, input.definition.name)).map(({ source, outcome }) => [
      source,
      JSON.parse(outcome),
    ]);
  expect(await pulls()).toMatchObject([
    ["crm", { rows: 2, matched: 2, bad: 0 }],
    ["gone", { failed: { code: "SOURCE_UNREADABLE" } }],
  ]);
  await write(["live 1,true", "live 2,false", "live 3,true"]);
  expect(await when(now + 59_999)).toEqual([]);
  await expect(when(now + 60_000)).rejects.toMatchObject({ code: "SOURCE_UNREADABLE" });
  expect((await pulls())[0]).toMatchObject(["crm", { rows: 3, matched: 1, repeated: 2 }]);
});

test("pullNow() pulls the source that is named, and refuses one that there is not", async () => {
  await write(["live 1,false", "live 2,maybe"]);
  expect(await pullNow(input, { signal, only: "crm" })).toMatchObject([
    { source: "crm", rows: 2, matched: 1, bad: 1, upTo: null, examples: [{ row: 2, column: "label" }] },
  ]);
  await expect(pullNow(input, { signal, only: "nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const none = { ...input, definition: { ...input.definition, labelSources: [] } };
  await expect(pullNow(none, { signal })).rejects.toThrow("feedback.pull");
});

test("airworthy feedback pull fails where no label of a source fits, as feedback import does", async () => {
  const config = join(project.path, "airworthy.config.ts");
  const text = await readFile(config, "utf8");
  const sources = 'feedback: { pull: { crm: { from: csv("crm.csv") } } },';
  await writeFile(config, text.replace("split: {", `${sources}\n  split: {`));
  const call = (...args: readonly string[]) => airworthy(["feedback", ...args], { cwd: project.path });
  const misfits = {
    "event_id,label": ["live 1,maybe", "live 2,perhaps"],
    "event_id,label,known_at": ["live 1,true,2999-01-01T00:00:00Z", "live 2,true,2999-01-01T00:00:00Z"],
  };
  for (const [head, lines] of Object.entries(misfits)) {
    await writeFile(join(project.path, "crm.csv"), `${[head, ...lines].join("\n")}\n`);
    for (const args of [["pull"], ["import", "crm.csv"]]) {
      const { code, stderr } = await call(...args);
      expect([args, code, stderr]).toEqual([args, 1, expect.stringContaining("NO_ROWS")]);
      expect(stderr.replaceAll(/\s+/g, " ")).toMatch(/of (its|the) 2 rows .*none fits/);
    }
    const { error } = JSON.parse((await call("pull", "--json")).stdout);
    expect(error).toMatchObject({
      code: "NO_ROWS",
      details: { pulled: [{ source: "crm", rows: 2, bad: 2 }] },
    });
  }
  await write(["live 1,true", "live 2,perhaps"]);
  expect(await call("pull")).toMatchObject({ code: 0, stdout: expect.stringContaining("1 row could not") });
});
