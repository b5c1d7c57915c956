/** The commands about labels. */
import type { CommandRow } from "./command-row.ts";
import { storeOption } from "./store-option.ts";

export const feedbackCommands: readonly CommandRow[] = [
  {
    name: "feedback import",
    argument: "<file>",
    summary: "take labels from a file: prediction_id or event_id, label, and known_at where it is told",
    options: [["--source <name>", "who says so, for the policy on contradictions"], storeOption],
    example: "airworthy feedback import labels.csv --source crm",
    whenStopped: "what was taken stays; a second time counts it as known",
    load: async () => (await import("./commands/feedback-import.ts")).feedbackImport,
  },
  {
    name: "feedback pull",
    summary:
      "take what is new from the application's tables and files of labels (feedback.pull of the config)",
    options: [["--source <name>", "from this one alone"], storeOption],
    example: "airworthy feedback pull --source crm",
    whenStopped: "what was taken stays; a second time counts it as known",
    load: async () => (await import("./commands/feedback-pull.ts")).feedbackPull,
  },
  {
    name: "feedback queue",
    summary: "list the predictions that are most worth a label, each with its reason",
    options: [
      ["--limit <number>", "so many; 20 unless told"],
      ["--since <duration>", "of this last while, of these the newest 50,000; 7d unless told"],
      ["--model-version <number>", "of this version instead of the champion"],
      storeOption,
    ],
    example: "airworthy feedback queue --limit 50 --json",
    load: async () => (await import("./commands/feedback-labels.ts")).feedbackQueue,
  },
  {
    name: "feedback skip",
    argument: "<prediction>",
    summary: "ask nobody for the label of this prediction",
    options: [
      ["--note <text>", "why"],
      ["--by <name>", "who skips it; the user of this machine unless told"],
      storeOption,
    ],
    example: 'airworthy feedback skip 3k9x0f2m7q1c --note "a test order"',
    load: async () => (await import("./commands/feedback-labels.ts")).feedbackSkip,
  },
  {
    name: "feedback contradictions",
    summary: "list the labels on which sources differ, and which of them holds",
    options: [["--limit <number>", "so many, the newest first; 50 unless told"], storeOption],
    example: "airworthy feedback contradictions",
    load: async () => (await import("./commands/feedback-labels.ts")).feedbackContradictions,
  },
  {
    name: "feedback settle",
    argument: "<id>",
    summary: "say which label is right where sources differ; what they said is kept",
    required: [
      ["--label <label>", "what is true"],
      ["--note <text>", "why"],
    ],
    options: [["--by <name>", "who settles it; the user of this machine unless told"], storeOption],
    example: 'airworthy feedback settle e17 --label true --note "the invoice was paid"',
    load: async () => (await import("./commands/feedback-labels.ts")).feedbackSettle,
  },
  {
    name: "feedback withdraw",
    argument: "<id>",
    summary: "take back what a source said of a prediction or an event; it stays in the history",
    options: [
      ["--source <name>", "whose label; the only source that says something unless told"],
      ["--by <name>", "who takes it back, kept where a person gave it; the user of this machine unless told"],
      storeOption,
    ],
    example: "airworthy feedback withdraw e17 --source crm",
    load: async () => (await import("./commands/feedback-withdraw.ts")).feedbackWithdraw,
  },
];
