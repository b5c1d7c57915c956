/** The one place that turns a failure into a status and a body: `{"error": …, "code": …}`, never a stack or a path. */
import { AirworthyError, type ErrorCode, errorTable } from "../core/error.ts";

export interface ErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly error: string;
    readonly code: ErrorCode | "DEFECT";
    readonly rejected?: readonly unknown[];
  };
  /** Whether it is our fault and belongs in the log with its cause. */
  readonly isDefect: boolean;
}

/** Fastify's own refusals, by HTTP status. */
const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  404: "NOT_FOUND",
  413: "REQUEST_TOO_LARGE",
  414: "REQUEST_TOO_LARGE",
  415: "MEDIA_TYPE_UNSUPPORTED",
  503: "NOT_READY",
};

/** Characters of Fastify's own reasons: some repeat the path that was asked for. */
const longestReason = 300;

/** What a client is told of `cause`; what is no expected failure is said to be one, and nothing more. */
export function errorReply(cause: unknown): ErrorReply {
  if (cause instanceof AirworthyError) {
    const { code, message, details } = cause;
    const { httpStatus } = errorTable[code];
    const retryAfterMs = typeof details.retryAfterMs === "number" ? details.retryAfterMs : 0;
    const retryAfter = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
    const { challenge } = details;
    return {
      status: httpStatus,
      headers: {
        ...(httpStatus === 503 ? { "retry-after": retryAfter } : {}),
        ...(typeof challenge === "string" ? { "www-authenticate": challenge } : {}),
      },
      body: {
        error: message,
        code,
        ...(Array.isArray(details.rejected) ? { rejected: details.rejected } : {}),
      },
      isDefect: httpStatus === 500,
    };
  }
  const status = statusOf(cause);
  if (status >= 400 && status < 500 && cause instanceof Error) {
    const code = codeByStatus[status] ?? "REQUEST_INVALID";
    const isEncoding = "code" in cause && String(cause.code).startsWith("Z_");
    const reason = cause.message.slice(0, longestReason);
    const error = isEncoding ? `The request's body cannot be decompressed: ${reason}.` : reason;
    return { status, headers: {}, body: { error, code }, isDefect: false };
  }
  const error = "The server failed on this request; its log tells more under the request's id.";
  return { status: 500, headers: {}, body: { error, code: "DEFECT" }, isDefect: true };
}

function statusOf(cause: unknown): number {
  if (typeof cause !== "object" || cause === null || !("statusCode" in cause)) return 500;
  return typeof cause.statusCode === "number" ? cause.statusCode : 500;
}
