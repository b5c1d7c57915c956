/** Bytes that are hardly a request, and messages that are hardly one of gRPC. */
import fc from "fast-check";
import { envelope } from "../../serve/raw-grpc-call.ts";
import { type WireRequest, wireBytes } from "./request.ts";

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((each) => Buffer.from(each));

/** Each is wrong in a way that another server once took for something else. */
const known = [
  "\r\n\r\n",
  "GET / HTTP/9.9\r\n\r\n",
  "GET /v2\r\n\r\n",
  "GET /v2 HTTP/1.1\r\n\r\n",
  "GET /v2 HTTP/1.0\r\n\r\n",
  "GET /v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: localhost\r\n\r\n",
  "GET /v2 HTTP/1.1\r\nHost: 127.0.0.1\r\n folded: x\r\n\r\n",
  "GET /v2 HTTP/1.1\nHost: 127.0.0.1\n\n",
  "GET /v2 HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
  "GET /v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \u0000\r\n\r\n",
  "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
  "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: +2\r\n\r\n{}",
  "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
  "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}",
  "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\n{}\r\n0\r\nX: y\r\n\r\n",
  "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: nothing\r\nContent-Length: 0\r\n\r\n",
  "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n",
  "GET /v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  "GET /v2 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(50),
  `GET /v2 HTTP/1.1\r\nHost: 127.0.0.1\r\n${"X: y\r\n".repeat(20_000)}\r\n`,
  `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
] as const;

/** Random bytes, what is known to be wrong, and `requests` cut off or with some of their bytes changed. */
export function garbage(requests: fc.Arbitrary<WireRequest>): fc.Arbitrary<Buffer> {
  const cut = fc
    .tuple(requests, fc.nat(600))
    .map(([request, length]) => wireBytes(request).subarray(0, length));
  const flips = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const flipped = fc.tuple(requests, flips).map(([request, changes]) => {
    const sent = wireBytes(request);
    for (const [at, byte] of changes) sent[at % sent.length] = byte;
    return sent;
  });
  return fc.oneof(
    bytes(200),
    fc.constantFrom(...known).map((text) => Buffer.from(text, "latin1")),
    cut,
    flipped,
  );
}

const framed = (message: Uint8Array) => Buffer.from(envelope(message));

export interface GrpcCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const methods = [
  "ModelInfer",
  "ModelReady",
  "ModelMetadata",
  "ModelConfig",
  "RepositoryIndex",
  "ServerLive",
  "Nothing",
];

/** Calls whose message, envelope, path or headers are odd. */
export const grpcCall: fc.Arbitrary<GrpcCall> = fc
  .record({
    method: fc.constantFrom(...methods),
    type: fc.constantFrom(
      "application/grpc",
      "application/grpc",
      "application/grpc+proto",
      "application/json",
    ),
    encoding: fc.constantFrom("identity", "identity", "identity", "gzip", "x"),
    timeout: fc.constantFrom("", "", "1S", "0n", "9999999999H", "x"),
    body: fc.oneof(
      { weight: 3, arbitrary: bytes(300).map(framed) },
      bytes(40),
      bytes(60).map((each) => Buffer.concat([Buffer.of(1), framed(each).subarray(1)])),
      bytes(60).map((each) => Buffer.concat([framed(each), framed(each)])),
      fc.constant(Buffer.of(0, 255, 255, 255, 255)),
    ),
  })
  .map(({ method, type, encoding, timeout, body }) => ({
    headers: {
      ":path": `/inference.GRPCInferenceService/${method}`,
      "content-type": type,
      te: "trailers",
      ...(encoding === "identity" ? {} : { "grpc-encoding": encoding }),
      ...(timeout === "" ? {} : { "grpc-timeout": timeout }),
    },
    body,
  }));
