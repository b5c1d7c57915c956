/** What every reply must be, whatever was asked. */
import { gunzipSync, inflateSync } from "node:zlib";
import { expect } from "vitest";
import { type ErrorCode, errorTable } from "../../../src/core/error.ts";
import { securityHeaders } from "../../../src/server/security-headers.ts";
import type { Reply } from "./raw-http.ts";

/** Statuses that HTTP has for a connection's own failures, beside the one in the code's row. */
const ofConnections: Readonly<Record<number, ErrorCode>> = {
  408: "REQUEST_INVALID",
  414: "REQUEST_TOO_LARGE",
  431: "REQUEST_TOO_LARGE",
};

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
};

/** No failure of the server's own, the headers that protect, and with a refusal its code and why. */
export function expectSound({ status, headers, body }: Reply, method: string): void {
  const own = headers["content-type"]?.startsWith("text/html") === true ? ["content-security-policy"] : [];
  for (const [name, value] of Object.entries(securityHeaders))
    expect(headers[name], name).toEqual(own.includes(name) ? expect.any(String) : value);
  if (status < 400) return;
  expect([500, 502], body.toString()).not.toContain(status);
  if (method === "HEAD") return;
  const decode = decoders[headers["content-encoding"] ?? ""];
  const text = (decode === undefined ? body : decode(body)).toString("utf8");
  expect(headers["content-type"]).toMatch(/^application\/json/);
  const { error, code } = JSON.parse(text) as { error?: unknown; code?: unknown };
  expect(error).toEqual(expect.stringMatching(/./));
  expect(Object.keys(errorTable)).toContain(code);
  expect([status, code]).toEqual([status, ofConnections[status] ?? code]);
  if (ofConnections[status] === undefined) expect(errorTable[code as ErrorCode].httpStatus).toBe(status);
  expect(text).not.toMatch(/node_modules|\.ts:\d|\n {4}at /);
}
