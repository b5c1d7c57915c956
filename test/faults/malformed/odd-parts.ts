/** Parts of a request that are odd by themselves: headers, types, words of a path, queries, methods. */
import fc from "fast-check";

const anyText = fc.uint8Array({ maxLength: 30 }).map((each) =>
  Buffer.from(each.filter((byte) => byte >= 0x20 && byte !== 0x7f))
    .toString("latin1")
    .trim(),
);
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom("0", "-1", "x", "", "1e9", "0x10", "9".repeat(20), "9".repeat(400), "1.5", " 7 ", "7, 8"),
);

/** Values of headers that mean something to the server. */
const oddHeaders: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "Accept-Encoding": fc.constantFrom(
    "gzip",
    "deflate;q=0",
    "*",
    ",,;",
    "gzip;q=x",
    "br",
    "__proto__",
    "constructor",
  ),
  Accept: fc.constantFrom("*/*", "text/html", "x", ""),
  "Inference-Header-Content-Length": numbers,
  "X-Request-Timeout-Ms": numbers,
  "X-Request-Id": anyText,
  traceparent: fc.oneof(anyText, fc.constant(`00-${"0".repeat(32)}-${"f".repeat(16)}-01`)),
  Authorization: fc.oneof(
    anyText,
    fc.constantFrom("Bearer", "Bearer ", "Basic eA==", `Bearer ${"a".repeat(9_000)}`),
  ),
  "X-API-Key": anyText,
  Origin: fc.constantFrom("null", "http://127.0.0.1", "https://x.example", "x", ""),
  Host: fc.constantFrom(
    "127.0.0.1",
    "localhost:1",
    "x.example",
    "[::1",
    "",
    "a b",
    "127.0.0.1:99999",
    "127.0.0.1/x",
  ),
  Expect: fc.constantFrom("100-continue", "200-ok", ""),
  Upgrade: fc.constantFrom("websocket", "h2c", ""),
  "Content-Length": numbers,
  "Transfer-Encoding": fc.constantFrom("chunked", "gzip, chunked", "identity", "x"),
  "Transfer-encoding": fc.constantFrom("chunked", "xchunked"),
  Cookie: anyText,
  Range: fc.constantFrom("bytes=0-1", "x"),
  "If-None-Match": fc.constantFrom("*", '"x"'),
  __proto__: anyText,
  constructor: anyText,
  "X Y": anyText,
  "X-Long": fc.constantFrom("a".repeat(8_000), "a".repeat(17_000)),
};
const oddHeader = fc
  .constantFrom(...Object.entries(oddHeaders))
  .chain(([name, values]) => values.map((value) => [name, value] as const));
const flood = fc
  .integer({ min: 50, max: 3_000 })
  .map((count) => Array.from({ length: count }, (_, at) => [`X-${at}`, "a"] as const));
export const headers = fc.oneof(
  { weight: 20, arbitrary: fc.array(oddHeader, { maxLength: 2 }) },
  { weight: 40, arbitrary: fc.constant([]) },
  flood,
);

export const oddTypes = fc.constantFrom(
  ...["text/csv", "application/octet-stream", "application/x-ndjson", "application/x-www-form-urlencoded"],
  ...[
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/json;charset=x",
    "text/plain",
  ],
  ...[
    "",
    "a",
    "/",
    "\t",
    "a/b; c",
    "application/json, text/csv",
    "APPLICATION/JSON",
    "application/__proto__",
  ],
);

export const oddWord = fc.oneof(
  fc.constantFrom(
    "1",
    "2",
    "0",
    "-1",
    "1.0",
    "9".repeat(30),
    "..",
    ".",
    "%2e%2e%2f%2e%2e%2fetc",
    "a%00",
    "%ff",
    "%",
  ),
  fc.constantFrom(
    "%zz",
    "%u0041",
    "a".repeat(513),
    "a".repeat(9_000),
    ":predict",
    "__proto__",
    "constructor",
    "",
    "*",
    "%2F",
  ),
  fc.constantFrom(
    "will-order",
    "will-order/",
    "Will-Order",
    "will-order%20",
    "will%2dorder",
    "will-order:predict",
    ";x",
    "{model}",
  ),
  fc.webSegment(),
);
export const oddQuery = fc.oneof(
  fc.constantFrom(
    "record=false",
    "explain=true",
    "record=maybe",
    "record=true&record=false",
    "__proto__=1",
    "record[x]=1",
    "=",
    "&&",
  ),
  fc.constantFrom(
    "explain=%ff",
    "record=%00",
    "%",
    `a=${"b".repeat(7_000)}`,
    `${"a=1&".repeat(1_500)}`,
    "constructor.prototype.x=1",
  ),
  fc.webQueryParameters(),
);

export const otherMethods = fc.constantFrom(
  ...[
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "PATCH",
    "CONNECT",
    "PROPFIND",
    "LOCK",
    "QUERY",
    "PRI",
  ],
  ...["get", "P", "", "X".repeat(50), "G\u0000T", "__proto__"],
);
