/** The commands that watch and that tell of alerts. */
import type { CommandRow } from "./command-row.ts";
import { storeOption } from "./store-option.ts";

export const monitorCommands: readonly CommandRow[] = [
  {
    name: "worker",
    summary:
      "do the jobs (monitors, messages, pulls of labels, retraining, retention) without serving; several stand ready for one another",
    options: [
      ["--once", "what is due now"],
      ["--every <duration>", "how often to look; 1m unless told"],
      storeOption,
    ],
    example: "airworthy worker --store postgres://db/airworthy",
    whenStopped: "the round under way is given up; whoever stands ready does it",
    load: async () => (await import("./commands/worker.ts")).worker,
  },
  {
    name: "retain",
    summary: "remove what is older than the config keeps it; a server and a worker do so every hour",
    options: [["--dry-run", "say what would go; change nothing"], storeOption],
    example: "airworthy retain --dry-run",
    whenStopped: "what went is gone; the next time goes on",
    load: async () => (await import("./commands/retain.ts")).retainCommand,
  },
  {
    name: "watch",
    summary: "run the monitors alone, a round a minute, until it is stopped, or over a recorded history",
    options: [
      ["--once", "one round"],
      [
        "--dry-run <file>",
        "over a recorded history (.jsonl): what would have fired, and when; changes nothing",
      ],
      ["--every <duration>", "dry run: how often to look; as each window asks unless told"],
      storeOption,
    ],
    example: "airworthy watch --dry-run history.jsonl",
    whenStopped: "the round under way is given up; the next one does it",
    load: async () => (await import("./commands/watch.ts")).watch,
  },
  {
    name: "alerts",
    summary: "what the monitors found: alerts that are on or pending, resolved, or without data",
    options: [["--all", "those that are ok too"], storeOption],
    example: "airworthy alerts",
    load: async () => (await import("./commands/alerts.ts")).alerts,
  },
  {
    name: "alerts show",
    argument: "<alert>",
    summary: "one alert: its rule, the values that tripped it, its history, its runbook",
    options: [storeOption],
    example: "airworthy alerts show 3k9x0f2m",
    load: async () => (await import("./commands/alerts.ts")).alertsShow,
  },
  {
    name: "alerts ack",
    argument: "<alert>",
    summary: "say that you have seen a firing alert; it resolves when its condition is over",
    required: [["--note <text>", "what you found or did"]],
    options: [["--by <name>", "who you are; the user of this machine unless told"], storeOption],
    example: 'airworthy alerts ack 3k9x0f2m --note "a slow disk, replaced"',
    load: async () => (await import("./commands/alerts.ts")).alertsAck,
  },
  {
    name: "alerts silence",
    argument: "<alert>",
    summary: "tell nobody of an alert, or of a monitor's alerts, for a while; the state goes on",
    required: [
      ["--for <duration>", "how long, such as 2h"],
      ["--note <text>", "why"],
    ],
    options: [["--by <name>", "who you are; the user of this machine unless told"], storeOption],
    example: 'airworthy alerts silence latencyMs --for 2h --note "moving the disk"',
    load: async () => (await import("./commands/alerts.ts")).alertsSilence,
  },
  {
    name: "alerts silences",
    summary: "the silences that are on: of what, until when, by whom and why",
    options: [storeOption],
    example: "airworthy alerts silences",
    load: async () => (await import("./commands/alerts.ts")).alertsSilences,
  },
  {
    name: "alerts unsilence",
    argument: "<silence>",
    summary: "end a silence before its time; the first letters of its id are enough",
    options: [["--by <name>", "who you are; the user of this machine unless told"], storeOption],
    example: "airworthy alerts unsilence 4f1c09aa",
    load: async () => (await import("./commands/alerts.ts")).alertsUnsilence,
  },
];
