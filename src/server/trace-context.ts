/** W3C Trace Context: the trace that a request belongs to, taken from its caller or begun here. */
import { randomHex } from "../core/random-hex.ts";

export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** What goes back and on: this server's own span in the trace. */
  readonly traceparent: string;
}

const pattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

/** The context for a request with this `traceparent` header; one that is malformed counts as none. */
export function traceContext(header: string | undefined): TraceContext {
  const given = pattern.exec(header ?? "");
  const sound = given !== null && (given[3] === undefined || !header?.startsWith("00-"));
  const traceId = (sound ? given[1] : undefined) ?? randomHex(32);
  const flags = (sound ? given[2] : undefined) ?? "00";
  return { traceId, traceparent: `00-${traceId}-${randomHex(16)}-${flags}` };
}
