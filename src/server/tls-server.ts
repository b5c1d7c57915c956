/** TLS for any server of Node: 1.2 at least, and a renewed certificate for new connections. */
import { createServer, type ServerOptions } from "node:https";
import type { Server } from "node:tls";
import type { FastifyServerFactory } from "fastify";
import type { Certificate } from "./certificate.ts";
import type { CertificateWatch } from "./watch-certificate.ts";

/** As long as Fastify lets a connection without TLS wait for its next request. */
const keepAliveTimeout = 72_000;
/** For a client to finish its handshake. */
const handshakeTimeout = 10_000;

/** Makes HTTPS servers with `certificate`. */
export function tlsServer(certificate: CertificateWatch, options: ServerOptions): FastifyServerFactory {
  return (handler) => {
    const secure = { ...options, ...secureContext(certificate.current), keepAliveTimeout };
    const server = createServer(secure, handler);
    followRenewal(server, certificate);
    return server;
  };
}

/** Makes `server` take up every certificate that follows. */
export function followRenewal(server: Pick<Server, "setSecureContext">, certificate: CertificateWatch): void {
  certificate.subscribe((renewed) => server.setSecureContext(secureContext(renewed)));
}

export function secureContext({ cert, key }: Certificate) {
  return { cert, key, minVersion: "TLSv1.2", handshakeTimeout } as const;
}
