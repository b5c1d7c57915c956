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
  ["feedback settle nobody --label true --note why", "NOT_FOUND", "'nobody'"],
  ["alerts unsilence nobody", "NOT_FOUND", "no silence 'nobody'"],
  ["alerts ack nobody --note why", "NOT_FOUND", "'nobody'"],
] as const;

test.each(refused)("airworthy %s is refused with %s, and says why", async (line, code, why) => {
  const { message } = await expectRefusal(project, line.split(" "), code);
  expect(message).toContain(why);
  expect(existsSync(join(project.path, "absent.sqlite"))).toBe(false);
});

test("airworthy retrain --trust-labels is refused where nothing was recorded, whatever it trusts", async () => {
  const { code, stderr } = await project.call("retrain", "--trust-labels", "nobody");
  expect([code, stderr]).toEqual([1, expect.stringContaining("✗ NO_ROWS")]);
});

test("airworthy feedback import counts one row as one, and says which rows could not be taken", async () => {
  const { stdout } = await project.call("feedback", "import", "one.csv");
  expect(stdout).toBe("1 row: 0 labels taken, 0 known before, 1 waiting for their prediction or event.\n");
});
