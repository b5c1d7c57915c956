/** HTTPS over a real socket, with the certificates that the tests keep. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { connect as connectPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type SecureVersion } from "node:tls";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { makeKey } from "../io/api-key.ts";
import type { ApiKeyRecord } from "../io/store/index.ts";
import { readCertificate } from "./certificate.ts";
import { type RunningServer, type ServerOptions, startServer } from "./start-server.ts";

let directory: string;
let packages: ServedPackages;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-tls-"));
  packages = await servedPackages();
});
afterAll(async () => {
  await packages[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const kept = fileURLToPath(new URL("../../test/serve/certificates/", import.meta.url));
const files = (name: string, folder = kept) => ({
  certPath: join(folder, `${name}.pem`),
  keyPath: join(folder, `${name}.key`),
});

interface Served extends AsyncDisposable {
  readonly server: RunningServer;
  readonly log: Readonly<Record<string, unknown>>[];
}

async function served(options: Omit<ServerOptions, "champion">): Promise<Served> {
  const log: Record<string, unknown>[] = [];
  const logger = pino({ base: null }, { write: (line) => void log.push(JSON.parse(line)) });
  const champion = async () => ({ version: 3, directory: packages.directories[3] });
  const server = await startServer({ champion, port: 0, logger, pool: { workers: 1 }, ...options });
  return {
    server,
    log,
    async [Symbol.asyncDispose]() {
      await server.stop(5_000);
    },
  };
}

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** Asks as a client that trusts the certificate `ca` alone. */
async function ask(url: string, ca: string, headers: Record<string, string> = {}): Promise<Answer> {
  const trusted = await readFile(ca);
  return await new Promise((resolve, reject) => {
    const sent = request(
      url,
      { ca: trusted, servername: "localhost", agent: false, headers },
      async (reply) => {
        const parts: Buffer[] = [];
        for await (const part of reply) parts.push(part as Buffer);
        resolve({ status: reply.statusCode, body: Buffer.concat(parts).toString("utf8") });
      },
    );
    sent.on("error", reject).end();
  });
}

test("startServer() answers over TLS to a client that checks the certificate", async () => {
  await using running = await served({ tls: files("one") });
  const { url } = running.server;
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await ask(`${url}/v2/health/live`, files("one").certPath)).toEqual({
    status: 200,
    body: '{"live":true}',
  });
  await expect(ask(`${url}/v2/health/live`, files("two").certPath)).rejects.toMatchObject({
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
  });
  await expect(ask(`${url.replace("https", "http")}/v2`, files("one").certPath)).rejects.toThrow();
});

test("startServer() speaks TLS 1.2 and 1.3, nothing older, and no HTTP beside it", async () => {
  await using running = await served({ tls: files("one") });
  const { port } = running.server;
  const ca = await readFile(files("one").certPath);
  const shake = (version: SecureVersion) =>
    new Promise<string | null>((resolve) => {
      const ciphers = "DEFAULT@SECLEVEL=0"; // or the client itself would not offer the old ones
      const limits = { minVersion: version, maxVersion: version, ciphers };
      const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca, ...limits });
      socket.once("secureConnect", () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.once("error", () => resolve(null));
    });
  expect(await Promise.all((["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const).map(shake))).toEqual([
    null,
    null,
    "TLSv1.2",
    "TLSv1.3",
  ]);
  const plain = connectPlain(port, "127.0.0.1");
  let reply = "";
  plain.on("data", (bytes) => {
    reply += bytes.toString("latin1");
  });
  plain.on("error", () => plain.destroy());
  plain.write("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => plain.once("close", resolve));
  expect(reply).not.toContain("live");
});

test("startServer() speaks TLS on the gRPC port too, and nothing in the clear", async () => {
  await using running = await served({ tls: files("one"), grpcPort: 0 });
  const ca = await readFile(files("one").certPath);
  const isLive = (url: string) =>
    new Promise<string>((resolve) => {
      const session = connectHttp2(url, { ca });
      session.once("error", () => resolve("refused"));
      const call = session.request({
        ":method": "POST",
        ":path": "/inference.GRPCInferenceService/ServerLive",
        "content-type": "application/grpc",
        te: "trailers",
      });
      const parts: Buffer[] = [];
      call.on("data", (part: Buffer) => parts.push(part));
      call.once("error", () => resolve("refused"));
      call.once("end", () => {
        resolve(Buffer.concat(parts).toString("hex"));
        session.close();
      });
      call.end(Buffer.alloc(5)); // an empty message
    });
  const { grpcPort } = running.server;
  expect(await isLive(`https://localhost:${grpcPort}`)).toBe("00000000020801"); // live: true
  expect(await isLive(`http://localhost:${grpcPort}`)).not.toBe("00000000020801");
});

test("a renewed certificate is taken up without a restart; an unusable one is not, and is told", async () => {
  const place = files("site", directory);
  const put = async (name: string) => {
    await copyFile(files(name).keyPath, place.keyPath);
    await copyFile(files(name).certPath, place.certPath);
  };
  await put("one");
  await using running = await served({ tls: place });
  const url = `${running.server.url}/v2/health/live`;
  const status = (name: string) =>
    ask(url, files(name).certPath).then(
      (answer) => answer.status,
      () => null,
    );
  expect([await status("one"), await status("two")]).toEqual([200, null]);
  await put("two");
  await expect.poll(() => status("two"), { timeout: 20_000 }).toBe(200);
  expect(await status("one")).toBeNull();
  await writeFile(place.certPath, "no certificate");
  const reasons = () => running.log.map(({ reason }) => String(reason));
  await expect
    .poll(reasons, { timeout: 20_000 })
    .toContainEqual(expect.stringContaining(`${place.certPath} does not hold a certificate`));
  expect(await status("two")).toBe(200);
});

test("readCertificate() says which file is wrong, and how", async () => {
  const [one, two, past] = ["one", "two", "past"].map((name) => files(name));
  const refused = async (certPath = "", keyPath = "") =>
    await readCertificate({ certPath, keyPath }).then(
      () => "it was taken",
      ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
    );
  const missing = join(directory, "missing.pem");
  expect(await refused(missing, one?.keyPath)).toBe(
    `CERTIFICATE_UNUSABLE Cannot serve TLS: ${missing} cannot be read: there is no such file.`,
  );
  expect(await refused(one?.certPath, directory)).toContain(`${directory} cannot be read (EISDIR)`);
  expect(await refused(one?.keyPath, one?.keyPath)).toContain("does not hold a certificate in PEM");
  expect(await refused(one?.certPath, one?.certPath)).toContain("does not hold a private key");
  const locked = join(kept, "locked.key");
  expect(await refused(one?.certPath, locked)).toContain(
    `${locked} does not hold a private key without a passphrase`,
  );
  expect(await refused(one?.certPath, two?.keyPath)).toContain("does not belong to the certificate");
  expect(await refused(past?.certPath, past?.keyPath)).toBe("it was taken");
});

test("startServer() warns of a certificate that has expired", async () => {
  await using running = await served({ tls: files("past") });
  const warnings = running.log.map(({ warning }) => String(warning));
  expect(warnings).toContainEqual(expect.stringMatching(/^the certificate expired at 20\d\d-/));
});

test("off loopback startServer() wants a key, of every caller, and warns where TLS is missing", async () => {
  const { id, text, hash } = makeKey("predict");
  const times = { createdAt: 1, rotatedAt: null, expiresAt: null, revokedAt: null };
  const key: ApiKeyRecord = { id, name: "", scope: "predict", hash, previous: null, ...times };
  let keys: readonly ApiKeyRecord[] = [];
  const options = { address: "0.0.0.0", keys: async () => keys };
  await expect(served(options)).rejects.toMatchObject({
    code: "ADDRESS_REFUSED",
    message: expect.stringContaining("airworthy keys create"),
  });
  keys = [{ ...key, revokedAt: 2 }];
  await expect(served(options)).rejects.toMatchObject({ code: "ADDRESS_REFUSED" });
  keys = [key];
  await using open = await served({ ...options, readKeysEveryMs: 5 });
  expect(open.log).toContainEqual(
    expect.objectContaining({ level: 40, msg: expect.stringContaining("in the clear") }),
  );
  const url = `http://127.0.0.1:${open.server.port}/v2`;
  const status = async (headers: Record<string, string>) => (await fetch(url, { headers })).status;
  expect([await status({}), await status({ "x-api-key": text })]).toEqual([401, 200]);
  keys = [];
  await expect.poll(() => status({ "x-api-key": text })).toBe(401); // off loopback never open
  keys = [key];
  await using closed = await served({ ...options, tls: files("one") });
  expect(closed.log.filter(({ level }) => level === 40)).toEqual([]);
});

test("on loopback startServer() answers to its own names alone", async () => {
  await using running = await served({ allowedHosts: ["model.example.org"], tls: files("one") });
  const status = async (host: string) =>
    (await ask(`${running.server.url}/v2`, files("one").certPath, { host })).status;
  expect(
    await Promise.all(["localhost", "127.0.0.1", "model.example.org", "evil.example"].map(status)),
  ).toEqual([200, 200, 200, 403]);
});
