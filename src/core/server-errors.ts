import type { ErrorRow } from "./error-row.ts";

/** Failures of a server and of requests to it. */
export const serverErrors = {
  EVENT_TOO_LATE: {
    meaning:
      "An event or a question lies too far behind the latest event of its entity, or an event behind what retention removed of it.",
    remedy:
      "Send events sooner; start the server with a greater --max-lateness, or keep events longer with retention.events.",
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
} as const satisfies Record<string, ErrorRow>;
