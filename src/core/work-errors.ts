import type { ErrorRow } from "./error-row.ts";

/** Failures of a project and its runs, models and store. */
export const workErrors = {
  CONFIG_NOT_FOUND: {
    meaning: "There is no airworthy.config.ts where it was looked for.",
    remedy:
      "Run the command in the project's folder, name the file with --config, or start with `airworthy init`.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  CONFIG_INVALID: {
    meaning: "The config cannot be loaded, or what it defines has no meaning.",
    remedy: "Mend what the message names; `airworthy check` tells everything that is wrong at once.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  DIRECTORY_NOT_EMPTY: {
    meaning: "A new project was wanted in a directory that holds something.",
    remedy: "Name a directory that is empty or does not exist yet.",
    httpStatus: 409,
    exitCode: 1,
    retryable: false,
  },
  SOURCE_UNREADABLE: {
    meaning:
      "A source of events cannot be read: it is missing, locked, not in the format declared, or not reachable.",
    remedy: "Check the path or the address, the rights, and that the format is the declared one.",
    httpStatus: 500,
    exitCode: 1,
    retryable: true,
  },
  SCHEMA_MISMATCH: {
    meaning:
      "The source lacks a declared column, or holds a column of a type that cannot become the declared one.",
    remedy: "Correct the column's name or type in the config, or the data.",
    httpStatus: 422,
    exitCode: 1,
    retryable: false,
  },
  NO_ROWS: {
    meaning: "There are no rows left to work on.",
    remedy: "Look at the rows set aside and dropped by the stages before, and at their rules.",
    httpStatus: 422,
    exitCode: 1,
    retryable: false,
  },
  TOO_MANY_REJECTED: {
    meaning: "More rows were set aside than `maxRejectedShare` allows.",
    remedy:
      "Look at the rows in the file that the message names: mend the data or the declared types, or raise the share.",
    httpStatus: 422,
    exitCode: 1,
    retryable: false,
  },
  RULE_FAILED: {
    meaning: "A cleaning rule with the policy `fail` met a row.",
    remedy: "Mend the row that the message names, or choose another policy.",
    httpStatus: 422,
    exitCode: 1,
    retryable: false,
  },
  LABEL_UNUSABLE: {
    meaning: "The label cannot be learned: one class only, or no value at all.",
    remedy: "Collect rows of the other class, or correct the label's definition.",
    httpStatus: 422,
    exitCode: 1,
    retryable: false,
  },
  TRAINING_DIVERGED: {
    meaning: "The loss became NaN or infinite.",
    remedy: "Lower the learning rate, clip gradients, or look for extreme values in the features.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  ROLLOUT_REFUSED: {
    meaning: "A rollout cannot begin as it was asked for, or another one is on its way.",
    remedy: "Follow what the message wants; `airworthy models` shows what is on its way.",
    httpStatus: 409,
    exitCode: 1,
    retryable: false,
  },
  PACKAGE_INVALID: {
    meaning:
      "A package does not verify: a file was changed, is missing, or answers its own example otherwise than recorded.",
    remedy: "Do not use it. Build it again with `airworthy run`, or restore it from a copy.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  KEY_UNUSABLE: {
    meaning: "The key that signs packages cannot be used: others may read it, or it is no ed25519 key.",
    remedy: "Give it mode 0600; where it may have leaked, remove it: the next run makes a new one.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  INPUT_INVALID: {
    meaning: "A row given for prediction, or a value to train on, does not fit what was declared.",
    remedy: "Correct the value that the message names.",
    httpStatus: 422,
    exitCode: 1,
    retryable: false,
  },
  NOT_FOUND: {
    meaning: "There is no run, version, alias, key or served model of that name, or no route of that path.",
    remedy:
      "Look at what there is: `airworthy runs`, `models`, `alerts --all`, `keys list` and `feedback queue` list it, /openapi.json the routes.",
    httpStatus: 404,
    exitCode: 1,
    retryable: false,
  },
  PROMOTION_REFUSED: {
    meaning: "A version cannot become the champion: it failed its gates, or another became it meanwhile.",
    remedy: "Look at `airworthy models`; promote a version that passed, or this one with --force.",
    httpStatus: 409,
    exitCode: 1,
    retryable: false,
  },
  ALERT_NOT_FIRING: {
    meaning: "An alert cannot be acknowledged: it is not firing, or somebody has acknowledged it.",
    remedy: "Look at `airworthy alerts`; acknowledge one that is firing.",
    httpStatus: 409,
    exitCode: 1,
    retryable: false,
  },
  LABEL_CHANGED: {
    meaning:
      "A label cannot be taken back: somebody has said something else since, or that was taken back already.",
    remedy: "Look at what is said now; give the label that is right.",
    httpStatus: 409,
    exitCode: 1,
    retryable: false,
  },
  JOB_UNDER_WAY: {
    meaning: "Another process does this job right now: one at a time may.",
    remedy: "Run it again when that one is done; if it was killed, in two minutes.",
    httpStatus: 409,
    exitCode: 1,
    retryable: true,
  },
  STORE_UNUSABLE: {
    meaning:
      "The store, a file under .airworthy or a PostgreSQL database, cannot be opened, read or written.",
    remedy:
      "Check the rights and that the disk has room, or that the database server can be reached; the store survives all three.",
    httpStatus: 503,
    exitCode: 1,
    retryable: true,
  },
  QUEUE_UNUSABLE: {
    meaning:
      "The job queue in PostgreSQL (pg-boss) cannot be made, brought up to date or used: most often the role may make no schema.",
    remedy:
      "Let the database's owner run `GRANT CREATE ON DATABASE … TO role`, or once `CREATE SCHEMA airworthy_jobs AUTHORIZATION role`.",
    httpStatus: 503,
    exitCode: 1,
    retryable: false,
  },
  DISK_UNUSABLE: {
    meaning: "A file cannot be written: the disk is full, read-only, or the rights are missing.",
    remedy: "Make room or give the rights, then run again; nothing is left half-written.",
    httpStatus: 503,
    exitCode: 1,
    retryable: true,
  },
  SNAPSHOT_DAMAGED: {
    meaning: "The result of a stage under .airworthy/snapshots was changed since it was written.",
    remedy: "Remove the folder that the message names: the next run makes it again.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  CHANNEL_UNUSABLE: {
    meaning:
      "A channel cannot tell anybody of alerts: a variable that it names is not set, or its receiver takes nothing.",
    remedy:
      "Try it with `airworthy notify test`; what could not be told waits, and is told when the channel works again.",
    httpStatus: 503,
    exitCode: 1,
    retryable: true,
  },
  OPTION_INVALID: {
    meaning: "An option has a value outside what it accepts.",
    remedy: "Correct the option that the message names.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  CANCELLED: {
    meaning: "The work was stopped on request.",
    remedy: "Run again; the stages that had finished are reused.",
    httpStatus: 499,
    exitCode: 130,
    retryable: true,
  },
  ENGINE_FAILED: {
    meaning: "The SQL engine or the model runtime refused something that Airworthy asked of it.",
    remedy: "This is a defect of Airworthy: report the message with its SQL.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
} as const satisfies Record<string, ErrorRow>;
