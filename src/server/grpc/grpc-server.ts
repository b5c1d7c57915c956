/** gRPC on a port of its own (HTTP/2): the service, its limits, one line in the log for each call, and a drain. */
import { once } from "node:events";
import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type ServerHttp2Session,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { ServerContext } from "../route.ts";
import { followRenewal, secureContext } from "../tls-server.ts";
import type { CertificateWatch } from "../watch-certificate.ts";
import { answerGrpc } from "./answer-grpc.ts";

export interface GrpcServerOptions {
  readonly address: string;
  /** 0 is any free port. */
  readonly port: number;
  /** Without one it speaks HTTP/2 in the clear. */
  readonly certificate?: CertificateWatch | null;
  readonly logger: Logger;
}

export interface GrpcServer {
  readonly port: number;
  /** Takes no new call and resolves when those under way are answered. */
  close(): Promise<void>;
  /** Cuts off what is under way. */
  cut(): void;
}

const settings = {
  /** Of one connection: a client with more to ask at once opens another. */
  maxConcurrentStreams: 256,
  /** The protocol's own 64 KiB would make a great message wait for leave to go on at every 64 KiB. */
  initialWindowSize: 2 ** 20,
};

/** Serves the Open Inference Protocol over gRPC; resolves when it listens. */
export async function startGrpcServer(
  context: ServerContext,
  { address, port, certificate = null, logger }: GrpcServerOptions,
): Promise<GrpcServer> {
  const sessions = new Set<ServerHttp2Session>();
  const server = certificate === null ? createServer({ settings }) : createTlsServer(certificate);
  server.on("session", (session) => {
    sessions.add(session);
    session.setLocalWindowSize(2 * settings.initialWindowSize);
    session.once("close", () => sessions.delete(session));
  });
  server.on("request", answerGrpc(context, logger));
  server.listen(port, address);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () => close(server, sessions),
    cut() {
      for (const session of sessions) session.destroy();
    },
  };
}

function createTlsServer(certificate: CertificateWatch): Http2SecureServer {
  const server = createSecureServer({ settings, ...secureContext(certificate.current) });
  followRenewal(server, certificate);
  return server;
}

/** How long calls may cross the warning on their way. */
const warningMs = 100;

/** First the warning, then the end: a call that crosses the warning on its way is answered still. */
async function close(
  server: Http2Server | Http2SecureServer,
  sessions: ReadonlySet<ServerHttp2Session>,
): Promise<void> {
  const open = [...sessions].filter(({ closed }) => !closed);
  for (const session of open) session.goaway(constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1);
  // Clients of Node answer no ping after the warning, so none can tell that it has arrived.
  if (open.length > 0) await setTimeout(warningMs);
  const closed = once(server, "close");
  server.close();
  for (const session of sessions) session.close();
  await closed;
}
