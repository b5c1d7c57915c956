import { connect } from "node:http2";

/** What a call over a connection of its own ends with: `grpc-status`, or how it was reset. `body` null is never sent whole. */
export async function rawGrpcCall(
  port: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | null,
): Promise<unknown> {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined); // what the server did is told by the stream
  const path = "/inference.GRPCInferenceService/ModelInfer";
  const stream = session.request({ ":method": "POST", ":path": path, ...headers });
  stream.on("error", () => undefined);
  let status: unknown;
  stream.once("trailers", (trailers) => {
    status = trailers["grpc-status"];
  });
  if (body === null) stream.write(Buffer.of(0, 0, 0));
  else stream.end(body);
  await new Promise((resolve) => stream.resume().once("close", resolve)); // `once` would reject where it is reset
  session.destroy();
  return status ?? `reset ${stream.rstCode}`;
}

/** `message` as gRPC frames it, not compressed. */
export function envelope(message: Uint8Array): Uint8Array {
  const length = Buffer.alloc(5);
  length.writeUInt32BE(message.length, 1);
  return Buffer.concat([length, message]);
}
