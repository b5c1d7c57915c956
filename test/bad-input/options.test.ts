/** What is asked of the commands that act on versions, labels, alerts and logs, with values that none of them can take. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoodRun, expectRefusal, openProject, type Project } from "./project.ts";

let project: Project;
beforeAll(async () => {
  project = await openProject();
  await expectGoodRun(project);
  await project.put({
    "names.csv": "a,b\n1,2\n",
    "labels.csv": "label\ntrue\n",
    "one.csv": "event_id,label\nnew,true\n",
    "some.csv": "event_id,label\nnew,true\nolder,perhaps\n",
    "none.csv": "event_id,label\nnew,perhaps\nolder,\n,true\nlast,7\n",
  });
});
afterAll(() => project[Symbol.asyncDispose]());

const noLog = "There is no event log at";
const refused = [
  ["promote abc", "OPTION_INVALID", "number of a version"],
  ["promote 1.5", "OPTION_INVALID", "number of a version"],
  ["promote 99", "NOT_FOUND", "no version 99"],
  ["promote 1 --canary 0%", "OPTION_INVALID", "above 0%"],
  ["promote 1 --shadow --canary 10%", "OPTION_INVALID", "one of them"],
  ["rollback", "NOT_FOUND", "no champion"],
  ["models --store absent.sqlite", "NOT_FOUND", noLog],
  ["retain --store absent.sqlite", "NOT_FOUND", noLog],
  ["worker --store absent.sqlite", "NOT_FOUND", noLog],
  ["watch --store absent.sqlite", "NOT_FOUND", noLog],
  ["ui --store absent.sqlite", "NOT_FOUND", noLog],
  ["ui --port 99999", "OPTION_INVALID", "from 0 to 65535"],
  ["feedback import absent.csv", "SOURCE_UNREADABLE", "no such file"],
  ["feedback import one.csv --store absent.sqlite", "NOT_FOUND", noLog],
  [
    "feedback import names.csv",
    "SCHEMA_MISMATCH",
    "no column 'label'; wanted label, and prediction_id or event_id",
  ],
  ["feedback import labels.csv", "SCHEMA_MISMATCH", "neither a column 'prediction_id' nor 'event_id'"],
  ["feedback pull", "NOT_FOUND", "feedback.pull"],
  ["feedback queue --limit 0", "OPTION_INVALID", "from 1 to 1000"],
  ["feedback queue --since -1d", "OPTION_INVALID", "a length of time"],
  ["feedback skip nobody", "NOT_FOUND", "No prediction 'nobody'"],
  ["feedback withdraw nobody", "NOT_FOUND", "No source says anything of 'nobody'"],
  ["feedback withdraw nobody --source crm", "NOT_FOUND", "'crm' says nothing"],
  ["feedback settle nobody --label true --note why", "NOT_FOUND", "'nobody'"],
  ["alerts unsilence nobody", "NOT_FOUND", "no silence 'nobody'"],
  ["alerts ack nobody --note why", "NOT_FOUND", "'nobody'"],
] as const;

test.each(refused)("airworthy %s is refused with %s, and says why", async (line, code, why) => {
  const { message } = await expectRefusal(project, line.split(" "), code);
  expect(message).toContain(why);
  expect(existsSync(join(project.path, "absent.sqlite"))).toBe(false);
});

test("airworthy shows what somebody typed without letting it steer the terminal", async () => {
  const { code, stderr } = await project.call("alerts", "show", "\u001b[31mx\u009b2J");
  expect([code, stderr]).toEqual([1, expect.stringContaining("Cannot find the alert '\ufffd[31mx\ufffd2J'")]);
});

test("airworthy retrain --trust-labels is refused where nothing was recorded, whatever it trusts", async () => {
  const { code, stderr } = await project.call("retrain", "--trust-labels", "nobody");
  expect([code, stderr]).toEqual([1, expect.stringContaining("✗ NO_ROWS")]);
});

test("airworthy feedback import counts one row as one, and says which rows could not be taken", async () => {
  const { stdout } = await project.call("feedback", "import", "one.csv");
  expect(stdout).toBe("1 row: 0 labels taken, 0 known before, 1 waiting for their prediction or event.\n");
  const some = await project.call("feedback", "import", "some.csv");
  expect(some).toMatchObject({ code: 0, stdout: expect.stringContaining("1 row could not be taken") });
});

test("airworthy feedback import of a file in which nothing fits fails, and says how many rows and why", async () => {
  const told = await project.call("feedback", "import", "none.csv");
  expect([told.code, told.stdout]).toEqual([1, ""]);
  const words = told.stderr.replaceAll(/\s+/g, " ");
  expect(words).toContain("NO_ROWS");
  expect(words).toContain("from 'none.csv': of its 4 rows none fits. row 1, label: 'perhaps'");
  expect(words).toMatch(/All of them stand in \S+none\.csv\.rejected\.jsonl\./);
  const json = await project.call("feedback", "import", "none.csv", "--json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    error: { code: "NO_ROWS", details: { rows: 4, bad: 4, examples: [{ row: 1 }, { row: 4 }, { row: 2 }] } },
  });
  expect(existsSync(join(project.path, "none.csv.rejected.jsonl"))).toBe(true);
});

test("airworthy feedback withdraw takes back what a source said, and --json says what that was", async () => {
  await project.call("feedback", "import", "one.csv", "--source", "crm");
  await project.call("feedback", "import", "one.csv", "--source", "shop");
  const unnamed = await project.call("feedback", "withdraw", "new");
  expect(unnamed.code).toBe(1);
  expect(unnamed.stderr.replaceAll(/\s+/g, " ")).toContain("with --source: of 'new' something is said by");
  const json = await project.call("feedback", "withdraw", "new", "--source", "crm", "--json");
  expect(JSON.parse(json.stdout)).toEqual({ withdrawn: { id: "new", source: "crm", label: true } });
  const { stdout } = await project.call("feedback", "withdraw", "new", "--source", "shop");
  expect(stdout).toBe(
    "The source 'shop' says nothing of new any more; it had said true, which stays in\nthe history.\n",
  );
  expect((await project.call("feedback", "withdraw", "new", "--source", "shop")).code).toBe(1);
});
