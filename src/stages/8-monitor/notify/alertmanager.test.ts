import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { alertmanager } from "../../../core/definition/index.ts";
import { binary, runAlertmanager } from "./alertmanager.test-support.ts";
import { alertmanagerPayload } from "./alertmanager.ts";
import { testMessage } from "./message.test-support.ts";
import { openChannel } from "./open-channel.ts";

const spec = alertmanager({ url: "http://127.0.0.1:9093", labels: { team: "growth" }, resendEvery: "1m" });
if (spec.kind !== "alertmanager") throw new Error("the constructor makes another kind");
const payloadOf = (message: ReturnType<typeof testMessage>) => alertmanagerPayload(message, spec);

test("alertmanagerPayload() ends what is on four rounds ahead, and what is over when it was over", () => {
  const timestamp = "2026-05-01T12:00:00.000Z";
  const since = Date.UTC(2026, 4, 1, 9);
  const at = Date.UTC(2026, 4, 1, 11);
  const states = ["firing", "acknowledged", "resolved"] as const;
  const message = testMessage(
    states.map((state) => ({ alertId: state, state, since, at })),
    { timestamp },
  );
  expect(payloadOf(message)).toMatchObject([
    { startsAt: "2026-05-01T09:00:00.000Z", endsAt: "2026-05-01T12:04:00.000Z" },
    { startsAt: "2026-05-01T09:00:00.000Z", endsAt: "2026-05-01T12:04:00.000Z" },
    { startsAt: "2026-05-01T09:00:00.000Z", endsAt: "2026-05-01T11:00:00.000Z" },
  ]);
});

test("alertmanagerPayload() has the same labels whatever the values and the state are", () => {
  const labelsOf = (notice: object) => (payloadOf(testMessage([notice]))[0] as { labels: object }).labels;
  const labels = labelsOf({});
  expect(labels).toEqual({
    team: "growth",
    alertname: "accuracy",
    model: "will-buy",
    severity: "page",
    alert: "accuracy",
  });
  expect(labelsOf({ value: 0.1, state: "resolved", note: "n", who: "ada", at: 5 })).toEqual(labels);
  expect(labelsOf({ subject: "ios" })).toEqual({ ...labels, subject: "ios" });
});

function hasBinary(): boolean {
  try {
    execFileSync(binary, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasBinary())(
  "a real Alertmanager (skipped where prometheus-alertmanager is not installed)",
  () => {
    test("knows an alert while it is sent as on, keeps one of it, and lets it go when it is over", async () => {
      await using running = await runAlertmanager();
      const channel = openChannel(
        { ...spec, url: running.origin as `http://${string}` },
        { environment: {}, now: Date.now, directory: "." },
      );
      const signal = new AbortController().signal;
      const since = Date.now() - 60_000;
      const on = { since, at: since, subject: "ios" };
      expect(await channel.deliver(testMessage([on]), { signal })).toMatchObject({ delivered: true });
      expect(await channel.deliver(testMessage([{ ...on, value: 0.7 }]), { signal })).toMatchObject({
        delivered: true,
      });
      const known = await running.alerts();
      expect(known).toHaveLength(1);
      expect(known[0]).toMatchObject({
        labels: { alertname: "accuracy", subject: "ios", team: "growth" },
        annotations: { description: expect.stringContaining("70.00%, wanted at least 80.00%") },
        startsAt: new Date(since).toISOString(),
      });
      const over = { ...on, state: "resolved" as const, at: Date.now() - 1_000 };
      expect(await channel.deliver(testMessage([over]), { signal })).toMatchObject({ delivered: true });
      expect(await running.alerts()).toEqual([]);
    });
  },
);
