import { expect, test } from "vitest";
import { boolean, integer, text, timestamp } from "../column.ts";
import type { ChannelSpec } from "./channel.ts";
import { alertmanager, command, csv, email, pipeline, slack, webhook } from "./index.ts";
import type { NotifyOptions } from "./notify.ts";

const events = {
  source: csv("x.csv"),
  entity: "user_id",
  time: "ts",
  label: "bought",
  columns: { user_id: text(), ts: timestamp(), clicks: integer(), bought: boolean() },
} as const;

const define = (notify?: NotifyOptions) =>
  pipeline({ name: "x", events, ...(notify === undefined ? {} : { notify }) });

const hook = webhook({ url: "https://ops.example/hook", secret: "env:OPS_SECRET" });

test("pipeline() tells nobody unless told, and waits, repeats and limits as documented", () => {
  expect(define().notify).toEqual({
    channels: {},
    groupWaitMs: 30_000,
    groupIntervalMs: 300_000,
    repeatMs: 14_400_000,
    mostPerHour: 6,
  });
  const { notify } = define({ channels: { ops: hook }, groupWait: "0s", repeatEvery: "1h" });
  expect(notify).toMatchObject({ groupWaitMs: 0, repeatMs: 3_600_000 });
  expect(notify?.channels.ops).toEqual({
    kind: "webhook",
    url: "https://ops.example/hook",
    secret: "env:OPS_SECRET",
    bearer: null,
    severity: null,
    resolved: true,
    timeLimitMs: 10_000,
  });
});

const faults: readonly (readonly [string, ChannelSpec | Record<string, unknown>, string])[] = [
  ["a secret's value", { ...hook, secret: "hunter2hunter2" }, "name of an environment variable"],
  [
    "a password in the url",
    webhook({ url: "https://ada:hunter2@ops.example/", secret: "env:S" }),
    "password in its url",
  ],
  ["another protocol", { ...hook, url: "ftp://ops.example/hunter2" }, "http or https"],
  ["no url", { ...hook, url: "hunter2" }, "http or https"],
  ["a variable that is no name", slack({ url: "env:SLACK URL" }), "name of an environment variable"],
  [
    "an SMTP address",
    { ...email({ smtp: "env:S", from: "a@b.c", to: [] }), smtp: "smtp://ada:hunter2@x" },
    "`smtp`",
  ],
  ["nobody to write to", email({ smtp: "env:S", from: "a@b.c", to: [] }), "nobody in `to`"],
  [
    "a second header in an address",
    email({ smtp: "env:S", from: "a@b.c", to: "x@y.z\r\nBcc: q@y.z" }),
    "mail addresses",
  ],
  ["an empty program", command({ argv: [""] }), "wants a program"],
  [
    "an environment variable that is no name",
    command({ argv: ["x"], environment: ["A=hunter2"] }),
    "environment variables",
  ],
  [
    "the alert's own label",
    alertmanager({ url: "http://am.example", labels: { model: "y" } }),
    "label 'model'",
  ],
  [
    "a resend later than the Alertmanager waits",
    alertmanager({ url: "http://am.example", resendEvery: "6m" }),
    "resendEvery",
  ],
  ["a time limit of an hour", slack({ url: "env:SLACK_URL", timeLimit: "1h" }), "timeLimit"],
];

test.each(faults)("pipeline() refuses %s and does not repeat it", (_, spec, words) => {
  const wrong = () => define({ channels: { ops: spec as ChannelSpec } });
  expect(wrong).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  expect(wrong).toThrow(words);
  expect(wrong).not.toThrow("hunter2");
});

test("pipeline() refuses a channel's name that cannot be typed, and a limit that lets nothing through", () => {
  expect(() => define({ channels: { "a b": hook } })).toThrow("wants a name");
  expect(() => define({ channels: {}, mostPerHour: 0 })).toThrow("mostPerHour");
});
