/** The one place that turns a failure into a gRPC status: by the HTTP status of its row in the error table. */
import { Code, ConnectError } from "@connectrpc/connect";
import { AirworthyError, type ErrorCode, type errorTable } from "../../core/error.ts";
import { errorReply } from "../error-reply.ts";

type HttpStatus = (typeof errorTable)[ErrorCode]["httpStatus"];

export const codeByHttpStatus: Readonly<Record<HttpStatus | 401 | 403 | 408 | 429 | 501, Code>> = {
  400: Code.InvalidArgument,
  401: Code.Unauthenticated,
  403: Code.PermissionDenied,
  404: Code.NotFound,
  408: Code.DeadlineExceeded,
  409: Code.FailedPrecondition,
  413: Code.ResourceExhausted,
  415: Code.InvalidArgument,
  422: Code.InvalidArgument,
  429: Code.ResourceExhausted,
  499: Code.Canceled,
  500: Code.Internal,
  501: Code.Unimplemented,
  503: Code.Unavailable,
  504: Code.DeadlineExceeded,
};

export interface GrpcFailure {
  readonly error: ConnectError;
  /** Whether it is our fault and belongs in the log with its cause. */
  readonly isDefect: boolean;
}

/** The status for `cause`, with our own code in the trailer `error-code`, and when to come back in gRPC's own. */
export function grpcFailure(cause: unknown): GrpcFailure {
  if (cause instanceof ConnectError) return { error: cause, isDefect: false };
  const { status, body, isDefect } = errorReply(cause);
  const code = (codeByHttpStatus as Readonly<Record<number, Code>>)[status] ?? Code.Internal;
  const metadata = { "error-code": body.code, ...pushback(cause, code) };
  return { error: new ConnectError(body.error, code, metadata), isDefect };
}

function pushback(cause: unknown, code: Code): Readonly<Record<string, string>> {
  if (code !== Code.Unavailable || !(cause instanceof AirworthyError)) return {};
  const { retryAfterMs } = cause.details;
  return typeof retryAfterMs === "number"
    ? { "grpc-retry-pushback-ms": String(Math.ceil(Math.max(1, retryAfterMs))) }
    : {};
}

/** `text` as the header grpc-message has it: bytes of UTF-8, percent-encoded where they are no printable ASCII, or "%". */
export function grpcMessage(text: string): string {
  const bytes = Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return bytes.join("");
}
