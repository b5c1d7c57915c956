/** Every command: how it is called, what it does, an example, and where it lives; loaded only when called. */
import type { CommandRow } from "./command-row.ts";
import { feedbackCommands } from "./feedback-commands.ts";
import { monitorCommands } from "./monitor-commands.ts";
import { runCommands } from "./run-commands.ts";
import { storeOption } from "./store-option.ts";

/** What stands behind the first word of a command of two. */
export const commandGroups: Readonly<Record<string, string>> = {
  feedback: "take labels, say what is worth one, and settle where they differ",
  keys: "make, list, rotate and revoke the server's API keys",
};

const inputOption = [
  "--input <rows>",
  "one row as JSON, a .jsonl, .csv or .parquet file, or - for JSON Lines from stdin",
] as const;

export const commandTable: readonly CommandRow[] = [
  {
    name: "init",
    argument: "<directory>",
    summary: "make a new project: a config whose types complete, and sample data",
    example: "airworthy init my-model && cd my-model && npx airworthy run",
    load: async () => (await import("./commands/init.ts")).init,
  },
  ...runCommands,
  {
    name: "models",
    summary:
      "list the versions of the model: which serves, which is on its way and how it does, gates, size, metrics",
    options: [storeOption],
    example: "airworthy models",
    load: async () => (await import("./commands/models.ts")).models,
  },
  {
    name: "promote",
    argument: "<version>",
    summary: "make a version the champion, at once or by a rollout; running servers follow within a second",
    options: [
      ["--shadow", "let it answer beside the champion, seen by nobody, and then step by step"],
      ["--canary [share]", "let it answer a share of the entities, such as 10%, and then step by step"],
      ["--force", "even where it failed its gates"],
      storeOption,
    ],
    example: "airworthy promote 3 --canary 10%",
    load: async () => (await import("./commands/promote.ts")).promoteCommand,
  },
  {
    name: "rollback",
    summary: "take a running rollout back; without one, make the champion before this one champion again",
    example: "airworthy rollback",
    load: async () => (await import("./commands/rollback.ts")).rollbackCommand,
  },
  {
    name: "predict",
    summary: "predict rows with the champion",
    required: [inputOption],
    options: [
      ["--output <file>", "write the predictions to a .jsonl, .csv or .parquet file"],
      ["--model-version <number>", "use this version instead of the champion"],
    ],
    example: `airworthy predict --input '{"user_id": "u1", "ts": "2026-05-01T10:00:00Z"}'`,
    load: async () => (await import("./commands/predict.ts")).predictCommand,
  },
  {
    name: "trace",
    argument: "[prediction]",
    summary: "show a prediction layer by layer: one of the log by its id, or that of a row (a file's first)",
    options: [
      inputOption,
      ["--model-version <number>", "for a row: use this version instead of the champion"],
      storeOption,
    ],
    example: `airworthy trace --input '{"user_id": "u1", "ts": "2026-05-01T10:00:00Z"}'`,
    load: async () => (await import("./commands/trace.ts")).traceCommand,
  },
  {
    name: "status",
    summary: "how the champion fares, on one screen: traffic, latency, quality, labels, drift, alerts",
    options: [["--over <duration>", "of this last while; 1d unless told"], storeOption],
    example: "airworthy status --over 1d",
    load: async () => (await import("./commands/status.ts")).statusCommand,
  },
  ...feedbackCommands,
  {
    name: "replay",
    summary: "make what was predicted again by the batch SQL and compare; exit 2 where a value differs",
    options: [["--since <duration>", "only predictions of this last while; all unless told"], storeOption],
    example: "airworthy replay --since 1d",
    load: async () => (await import("./commands/replay.ts")).replayCommand,
  },
  {
    name: "erase",
    summary: "erase an entity from the log for good, and mark what learned from it",
    required: [["--entity <name>", "whose events, predictions, feedback and state go"]],
    options: [["--yes", "do it: it cannot be undone"], storeOption],
    example: "airworthy erase --entity u17 --yes",
    load: async () => (await import("./commands/erase.ts")).eraseCommand,
  },
  {
    name: "drift",
    summary: "compare live rows, or a file's, with those the model was made from; exit 2 where one drifted",
    options: [
      ["--over <duration>", "the rows predicted in this last while; 1d unless told"],
      ["--input <file>", "the rows of a .jsonl, .csv or .parquet file instead"],
      ["--model-version <number>", "use this version instead of the champion"],
      storeOption,
    ],
    example: "airworthy drift --input last-week.parquet",
    load: async () => (await import("./commands/drift.ts")).drift,
  },
  {
    name: "backfill",
    summary: "record the past that the champion was trained on, before the first start of a server",
    options: [
      ["--since <duration>", "only events of this long ago or newer, such as 90d"],
      ["--expired", "events, too, that may have been there until retention removed them"],
      storeOption,
    ],
    example: "airworthy backfill --since 90d",
    load: async () => (await import("./commands/backfill.ts")).backfillCommand,
  },
  {
    name: "retrain",
    summary:
      "train a challenger on the source and what servers recorded, and measure it against the champion",
    options: [
      ["--dry-run", "train and measure only: no package, no version, no promotion"],
      ["--promote <policy>", "manual, when-better or when-not-worse; as the config has it unless told"],
      [
        "--trust-labels <which>",
        "learn from these labels whatever they say: all, a source, 2026-06-01..2026-06-03, or source@span",
      ],
      [
        "--window <duration>",
        "learn from and judge by the newest labelled rows alone, such as 90d; all: the whole history; as the config has it unless told",
      ],
      ["--if-due", "only where the config's retrain section calls for it; else say why not, and exit 0"],
      ["--history", "list what was decided before, newest first"],
      storeOption,
    ],
    example: "airworthy retrain --promote when-better",
    load: async () => (await import("./commands/retrain.ts")).retrainCommand,
  },
  {
    name: "serve",
    summary: "put the champion behind HTTP (predictions, events, feedback, inference), until it is stopped",
    options: [
      ["--port <number>", "listen on this port; 8080 unless told, 0 for any free one"],
      [
        "--grpc-port <number>",
        "answer the Open Inference Protocol over gRPC on this port too; not unless told",
      ],
      ["--host <address>", "listen on this address: 127.0.0.1 unless told; others want an API key"],
      ["--tls-cert <file>", "HTTPS: the certificate with its chain, PEM; taken up again when it changes"],
      ["--tls-key <file>", "HTTPS: the certificate's private key, PEM"],
      ["--allowed-host <names>", "more names that requests may have in Host, separated by commas"],
      ["--cors-origin <origins>", "pages of these origins may call, separated by commas; none unless told"],
      ["--workers <number>", "processes that share the port and the store; 1 unless told"],
      ["--threads <number>", "threads that run the model in each process; as the cores allow unless told"],
      storeOption,
      ["--max-lateness <duration>", "how far behind its entity's latest event one may come; 7d unless told"],
      ["--no-monitor", "leave the jobs to others: another server, or airworthy worker"],
      ["--entities <number>", "entities whose state is kept in memory, in each process; 100000 unless told"],
    ],
    example: "airworthy serve --port 8080",
    whenStopped: "what is in flight is finished first",
    load: async () => (await import("./commands/serve.ts")).serve,
  },
  {
    name: "ui",
    summary:
      "the dashboard without a served model, until it is stopped; airworthy serve has it under /ui/ too",
    options: [
      ["--port <number>", "listen on this port; 8090 unless told, 0 for any free one"],
      ["--host <address>", "listen on this address: 127.0.0.1 unless told; others want an API key"],
      storeOption,
    ],
    example: "airworthy ui",
    load: async () => (await import("./commands/ui.ts")).ui,
  },
  {
    name: "keys create",
    summary: "make an API key; it is shown once, and stored as a hash",
    required: [["--scope <scope>", "what it opens: predict, feedback, or admin for everything"]],
    options: [
      ["--name <text>", "what it is for, as the list shows it"],
      ["--expires <duration>", "how long it is taken, such as 90d; always unless told"],
    ],
    example: "airworthy keys create --scope predict --name shop --expires 90d",
    load: async () => (await import("./commands/keys.ts")).keysCreate,
  },
  {
    name: "keys list",
    summary: "list the keys, those revoked or expired too",
    example: "airworthy keys list",
    load: async () => (await import("./commands/keys.ts")).keysList,
  },
  {
    name: "keys rotate",
    argument: "<id>",
    summary: "give a key a new secret, shown once",
    options: [["--overlap <duration>", "how long the old one is taken beside it; not at all unless told"]],
    example: "airworthy keys rotate 3k9x0f2m7q1c --overlap 1h",
    load: async () => (await import("./commands/keys.ts")).keysRotate,
  },
  {
    name: "keys revoke",
    argument: "<id>",
    summary: "take a key back; running servers refuse it within a second",
    example: "airworthy keys revoke 3k9x0f2m7q1c",
    load: async () => (await import("./commands/keys.ts")).keysRevoke,
  },
  ...monitorCommands,
  {
    name: "notify",
    summary: "who is told of alerts: how each channel fares, and what waits for it",
    options: [storeOption],
    example: "airworthy notify",
    load: async () => (await import("./commands/notify.ts")).notify,
  },
  {
    name: "notify test",
    argument: "[channel]",
    summary: "send a sample to a channel, or to each, and say what came back; exit 1 where one failed",
    example: "airworthy notify test team",
    load: async () => (await import("./commands/notify.ts")).notifyTest,
  },
  {
    name: "check",
    summary: "check the config's types and meaning, the sources and their columns; runs nothing",
    example: "airworthy check --config models/churn/airworthy.config.ts",
    load: async () => (await import("./commands/check.ts")).check,
  },
];
