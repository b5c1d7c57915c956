/**
 * Every failure that a user can meet has a row in this table. Nothing else is thrown on purpose:
 * an error that is not an {@link AirworthyError} is a defect of Airworthy.
 */
export interface ErrorRow {
  /** What has happened, in one sentence. */
  readonly meaning: string;
  /** What the reader can do now. */
  readonly remedy: string;
  readonly httpStatus: number;
  readonly exitCode: number;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
}

export const errorTable = {
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
  EVENT_TOO_LATE: {
    meaning: "An event or a question lies too far behind the latest event of its entity.",
    remedy: "Send events sooner, or start the server with a greater --max-lateness.",
    httpStatus: 422,
    exitCode: 1,
    retryable: false,
  },
  EVENT_CONFLICT: {
    meaning: "Another event was recorded or asked about under this event id.",
    remedy: "Give each event an id of its own; send the same event again only as it was.",
    httpStatus: 409,
    exitCode: 1,
    retryable: false,
  },
  NOT_FOUND: {
    meaning: "There is no run, version, alias, key or served model of that name, or no route of that path.",
    remedy:
      "List what there is with `airworthy runs` or `airworthy models`; a server lists its routes under /openapi.json.",
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
  STORE_UNUSABLE: {
    meaning:
      "The store, a file under .airworthy or a PostgreSQL database, cannot be opened, read or written.",
    remedy:
      "Check the rights and that the disk has room, or that the database server can be reached; the store survives all three.",
    httpStatus: 503,
    exitCode: 1,
    retryable: true,
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
  REQUEST_INVALID: {
    meaning: "A request to the server is malformed, or its tensors or rows do not fit the model.",
    remedy: "Correct what the message names; GET /v2/models/<name> tells the inputs that the model takes.",
    httpStatus: 400,
    exitCode: 1,
    retryable: false,
  },
  REQUEST_TOO_LARGE: {
    meaning: "A request to the server has more bytes or more rows than it accepts.",
    remedy: "Send fewer rows in one request.",
    httpStatus: 413,
    exitCode: 1,
    retryable: false,
  },
  MEDIA_TYPE_UNSUPPORTED: {
    meaning: "A request to the server has a content type or an encoding that its route does not read.",
    remedy: "Send what the message names.",
    httpStatus: 415,
    exitCode: 1,
    retryable: false,
  },
  OVERLOADED: {
    meaning:
      "The server has more to do than it could finish before the request's deadline, so it did not begin.",
    remedy: "Try again after the seconds in Retry-After, with growing pauses; add workers where it lasts.",
    httpStatus: 503,
    exitCode: 1,
    retryable: true,
  },
  DEADLINE_EXCEEDED: {
    meaning: "The answer was not ready before the request's deadline.",
    remedy: "Try again, or allow more time with X-Request-Timeout-Ms.",
    httpStatus: 504,
    exitCode: 1,
    retryable: true,
  },
  NOT_READY: {
    meaning: "No model is ready to answer: it is still loading, or the server is stopping.",
    remedy: "Wait until GET /v2/health/ready answers 200.",
    httpStatus: 503,
    exitCode: 1,
    retryable: true,
  },
  ADDRESS_REFUSED: {
    meaning: "The server was told to listen on an address that other machines reach, without an API key.",
    remedy: "Make a key with `airworthy keys create --scope predict`, or listen on 127.0.0.1 (the default).",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  UNAUTHENTICATED: {
    meaning: "A request to the server carries no API key, or one that is unknown, revoked or expired.",
    remedy: "Send `Authorization: Bearer <key>` or `X-API-Key: <key>`; `airworthy keys create` makes one.",
    httpStatus: 401,
    exitCode: 1,
    retryable: false,
  },
  FORBIDDEN: {
    meaning: "A request to the server carries an API key whose scope does not reach this route.",
    remedy: "Use a key with the scope that the message names, or with the scope admin.",
    httpStatus: 403,
    exitCode: 1,
    retryable: false,
  },
  ORIGIN_REFUSED: {
    meaning:
      "A web page of another origin asks, or the request's Host is no name of this server: DNS rebinding.",
    remedy: "Allow the page with `--cors-origin` or the name with `--allowed-host`, where you mean it.",
    httpStatus: 403,
    exitCode: 1,
    retryable: false,
  },
  CERTIFICATE_UNUSABLE: {
    meaning: "The server cannot use its TLS certificate or the private key that belongs to it.",
    remedy: "Correct the file that the message names: PEM, the chain in one file, its key in another.",
    httpStatus: 500,
    exitCode: 1,
    retryable: false,
  },
  ADDRESS_UNUSABLE: {
    meaning:
      "The server cannot listen on the address and port: the port is taken, or the rights are missing.",
    remedy: "Choose another port with --port, or stop what listens there.",
    httpStatus: 500,
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

export type ErrorCode = keyof typeof errorTable;

export interface FailureOptions {
  readonly cause?: unknown;
  /** Machine-readable facts: row, column, value, SQL. Never a secret, never personal data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error with a code from {@link errorTable}; the message says the action, the value and what was wanted. */
export class AirworthyError extends Error {
  override readonly name = "AirworthyError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: FailureOptions = {}) {
    const { cause, details = {} } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
