/** Requests as nobody should send them, made of what `/openapi.json` says of an operation. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { damagedText, schemaValue } from "./json-text.ts";
import { examplePath, type Operation } from "./openapi-walk.ts";

/** One request, as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** How the body's length is told. */
  readonly framing: "length" | "chunks" | "too long" | "too short" | "none";
}

/** The bytes of `request`, which asks the server to close the connection after it. */
export function wireBytes({ method, target, headers, body, framing }: WireRequest): Buffer {
  const lengths = { length: body.length, "too long": body.length + 9, "too short": body.length >> 1 };
  const told =
    framing === "chunks"
      ? [["Transfer-Encoding", "chunked"] as const]
      : framing === "none"
        ? []
        : [["Content-Length", String(lengths[framing])] as const];
  const fields = [...headers, ...told, ["Connection", "close"] as const];
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const sent = framing === "chunks" ? chunked(body) : body;
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n`, "latin1"), sent]);
}

function chunked(body: Buffer): Buffer {
  const half = body.length >> 1;
  const parts = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0);
  const chunks = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, crlf]);
  return Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
}
const crlf = Buffer.from("\r\n");

/** An event that the server would take; few entities, so that they have a past. */
const soundEvent = fc
  .record({
    id: fc.nat(1e9),
    customer: fc.nat(20),
    minutesAgo: fc.nat(600),
    pages: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ id, customer, minutesAgo, pages }) => ({
    visit_id: `m${id}`,
    customer_id: `c${customer}`,
    started_at: new Date(Date.now() - 60_000 * minutesAgo).toISOString(),
    channel: "mail",
    pages,
    basket: pages * 1.5,
  }));

const livePaths = new Set(["/predict", "/events"]);

function valuesOf({ path, bodies }: Operation): fc.Arbitrary<unknown> {
  const { schema = {}, example } = bodies["application/json"] ?? {};
  const examples = example === undefined ? [] : [fc.constant(example), fc.constant([example, example])];
  const live = livePaths.has(path) ? [soundEvent, soundEvent, fc.array(soundEvent, { maxLength: 5 })] : [];
  return fc.oneof(schemaValue(schema), ...examples, ...examples, ...live);
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((each) => Buffer.from(each));

/** Bodies of `operation`: mostly JSON near to what it reads, then lines, cut texts, and bytes that are nothing. */
function bodyOf(operation: Operation): fc.Arbitrary<Buffer> {
  const text = damagedText(valuesOf(operation));
  const lines = fc.array(
    fc.oneof({ weight: 3, arbitrary: text }, fc.constantFrom("", "{", "\r", " ", "\ufeff{}")),
    {
      maxLength: 6,
    },
  );
  const whole = fc.oneof(
    { weight: 6, arbitrary: text.map((each) => Buffer.from(each)) },
    { weight: 2, arbitrary: lines.map((each) => Buffer.from(each.join("\n"))) },
    fc.json().map((each) => Buffer.from(each)),
    bytes(300),
    fc
      .constantFrom("", " ", "null", "[]", "a,b\n1,2\n", '"a\n', "\ufeff{}", "\u0000")
      .map((each) => Buffer.from(each)),
    fc.tuple(text, bytes(8)).map(([json, tail]) => Buffer.concat([Buffer.from(json), tail])),
  );
  const cut = fc.tuple(whole, fc.nat(400)).map(([each, length]) => each.subarray(0, length));
  return fc.oneof({ weight: 5, arbitrary: whole }, cut);
}

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
const headers = fc.oneof(
  { weight: 20, arbitrary: fc.array(oddHeader, { maxLength: 2 }) },
  { weight: 40, arbitrary: fc.constant([]) },
  flood,
);

const oddTypes = fc.constantFrom(
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

const oddWord = fc.oneof(
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
const oddQuery = fc.oneof(
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

/** Targets of `operation`, with words that are no name of a model or a version, and queries. */
function targetOf(operation: Operation): fc.Arbitrary<string> {
  const right = examplePath(operation);
  const odd = fc
    .array(oddWord, { minLength: 2, maxLength: 2 })
    .map((words) => words.reduce((path, word) => path.replace(/\{\w+\}/, () => word), operation.path));
  const around = fc
    .constantFrom("/", "//", "/../", "?", "#x", "/%2e%2e/", "\\", ";a", "\u00e9", "%", ":predict", "/x")
    .map((tail) => `${right}${tail}`);
  const before = fc.constantFrom("http://x.example", "//", "/.", "").map((head) => `${head}${right}`);
  const path = fc.oneof(
    { weight: 25, arbitrary: fc.constant(right) },
    { weight: 3, arbitrary: odd },
    around,
    before,
  );
  const query = fc.oneof(
    { weight: 8, arbitrary: fc.constant("") },
    oddQuery.map((each) => `?${each}`),
  );
  return fc.tuple(path, query).map(([head, tail]) => `${head}${tail}`);
}

const otherMethods = fc.constantFrom(
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

interface Form {
  readonly type: string;
  readonly encoding: "none" | "gzip" | "cut gzip" | "gzip twice" | "no gzip" | "br" | "deflate";
}

function encoded(body: Buffer, encoding: Form["encoding"]): Buffer {
  if (encoding === "gzip") return gzipSync(body);
  if (encoding === "gzip twice") return gzipSync(gzipSync(body));
  if (encoding === "cut gzip") return gzipSync(body).subarray(0, -9);
  return body;
}

const encodingNames: Readonly<Record<Form["encoding"], string | null>> = {
  none: null,
  gzip: "gzip",
  "cut gzip": "gzip",
  "gzip twice": "gzip, gzip",
  "no gzip": "x-gzip",
  br: "br",
  deflate: "deflate",
};

/** Requests of `operation`, each odd in some way, or in several, or in none. */
export function requestOf(operation: Operation, host: string): fc.Arbitrary<WireRequest> {
  const types = Object.keys(operation.bodies);
  const form = fc.record({
    type: fc.oneof({ weight: 25, arbitrary: fc.constantFrom("application/json", ...types) }, oddTypes),
    encoding: fc.oneof(
      { weight: 25, arbitrary: fc.constant<Form["encoding"]>("none") },
      fc.constantFrom<Form["encoding"]>("gzip", "cut gzip", "gzip twice", "no gzip", "br", "deflate"),
    ),
  });
  return fc
    .record({
      method: fc.oneof({ weight: 30, arbitrary: fc.constant(operation.method) }, otherMethods),
      target: targetOf(operation),
      form,
      more: headers,
      hasHost: fc.nat(30),
      body:
        operation.method === "GET" ? fc.oneof(fc.constant(Buffer.alloc(0)), bytes(40)) : bodyOf(operation),
      framing: fc.oneof(
        { weight: 40, arbitrary: fc.constant<WireRequest["framing"]>("length") },
        { weight: 3, arbitrary: fc.constant<WireRequest["framing"]>("chunks") },
        fc.constantFrom<WireRequest["framing"]>("too long", "too short", "none"),
      ),
    })
    .map(({ method, target, form: { type, encoding }, more, hasHost, body, framing }) => {
      const name = encodingNames[encoding];
      const own = [
        ...(hasHost === 0 ? [] : [["Host", host] as const]),
        ["Content-Type", type] as const,
        ...(name === null ? [] : [["Content-Encoding", name] as const]),
      ];
      return { method, target, headers: [...own, ...more], body: encoded(body, encoding), framing };
    });
}
