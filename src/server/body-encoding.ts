/** gzip and deflate (zlib), in and out. Bodies are bounded after decompression too, so that a small one cannot fill the memory. */
import { pipeline } from "node:stream";
import { constants, createGunzip, createInflate, deflate, gzip } from "node:zlib";
import type { FastifyInstance, RequestPayload } from "fastify";
import { AirworthyError } from "../core/error.ts";

const decoders = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate } as const;
const options = { level: constants.Z_BEST_SPEED };
const encoders = { gzip, deflate } as const;

/** A shorter body costs less as it is. */
const worthEncoding = 1_024;

/** Makes `app` read bodies by their Content-Encoding and write replies by Accept-Encoding. */
export function addBodyEncoding(app: FastifyInstance): void {
  app.addHook("preParsing", (request, _, payload, done) => {
    const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
    if (encoding === "identity") done(null, payload);
    else if (Object.hasOwn(decoders, encoding))
      done(null, decoded(payload, encoding as keyof typeof decoders));
    else done(unsupported());
  });
  app.addHook("onSend", (request, reply, body, done) => {
    if (typeof body !== "string" && !Buffer.isBuffer(body)) return done(null, body);
    const vary = reply.getHeader("vary");
    reply.header("vary", vary === undefined ? "accept-encoding" : `${vary}, accept-encoding`);
    const encoding = body.length < worthEncoding ? null : accepted(request.headers["accept-encoding"]);
    if (encoding === null) return done(null, body);
    reply.header("content-encoding", encoding).removeHeader("content-length");
    encoders[encoding](Buffer.from(body), options, done);
  });
}

function unsupported(): AirworthyError {
  const message = "The Content-Encoding must be gzip, deflate or identity.";
  return new AirworthyError("MEDIA_TYPE_UNSUPPORTED", message);
}

function decoded(payload: RequestPayload, encoding: keyof typeof decoders): RequestPayload {
  const decoder = decoders[encoding]();
  let received = 0;
  // Whoever reads the decoder hears of its errors too; where nobody does, an error must not end the process.
  decoder.on("error", () => {});
  // Not before Fastify listens, which is when this turn of the event loop ends.
  setImmediate(() => {
    payload.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    pipeline(payload, decoder, () => {});
  });
  // Fastify compares this with Content-Length, and what comes out of the stream with the body's limit.
  return Object.defineProperty(decoder, "receivedEncodedLength", { get: () => received });
}

/** The first encoding that the client takes and we have; null for none. */
function accepted(header: string | undefined): keyof typeof encoders | null {
  const wanted = (header ?? "").toLowerCase().split(",");
  const names = wanted.map((entry) => entry.split(";").map((part) => part.trim()));
  const taken = names.find(
    ([name = "", quality = ""]) => Object.hasOwn(encoders, name) && !/^q=0(\.0*)?$/.test(quality),
  );
  return (taken?.[0] as keyof typeof encoders | undefined) ?? null;
}
