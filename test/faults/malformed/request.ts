/** Requests as nobody should send them, made of what `/openapi.json` says of an operation. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { damagedText, schemaValue } from "./json-text.ts";
import { headers, oddQuery, oddTypes, oddWord, otherMethods } from "./odd-parts.ts";
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
