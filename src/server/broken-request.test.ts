/** What is no request, or asks for what there is not: refused on the wire as any other request is. */
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";

let packages: ServedPackages;
let server: TestApp;
let port: number;
beforeAll(async () => {
  packages = await servedPackages();
  server = await testApp(servedModelOf(packages.loaded));
  port = Number(new URL(await server.app.listen({ host: "127.0.0.1", port: 0 })).port);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

/** All that comes back until the server closes. */
function ask(text: string, isHalf: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = "";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.setEncoding("utf8").on("data", (more: string) => {
      reply += more;
    });
    socket.on("error", reject);
    socket.on("end", () => socket.destroy());
    socket.on("close", () => resolve(reply));
    if (isHalf) socket.end(text);
    else socket.write(text);
  });
}

const head = "HTTP/1.1\r\nHost: 127.0.0.1\r\n";
const refused = [
  ["no HTTP", "hello\r\n\r\n", 400, "REQUEST_INVALID"],
  ["no Host", "GET /v2 HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "REQUEST_INVALID"],
  [
    "two lengths",
    `POST /predict ${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    400,
    "REQUEST_INVALID",
  ],
  ["a tunnel", `CONNECT x:22 ${head}\r\n`, 400, "REQUEST_INVALID"],
  ["an expectation", `POST /v2 ${head}Expect: more\r\nContent-Length: 0\r\n\r\n`, 400, "REQUEST_INVALID"],
  ["a half", `POST /predict ${head}Content-Length: 9\r\n\r\n{`, 400, "REQUEST_INVALID"],
  [
    "what is no gzip",
    `POST /invocations ${head}Content-Type: application/json\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde`,
    400,
    "REQUEST_INVALID",
  ],
  ["a flood", `GET /v2 ${head}X: ${"y".repeat(20_000)}\r\n\r\n`, 431, "REQUEST_TOO_LARGE"],
  [
    "a long name",
    `GET /v2/models/${"y".repeat(2_000)} ${head}Connection: close\r\n\r\n`,
    414,
    "REQUEST_TOO_LARGE",
  ],
] as const;

test.each(refused)("%s is refused with a code and the security headers", async (what, text, status, code) => {
  const [lines = "", body = ""] = (await ask(text, what === "a half")).split("\r\n\r\n");
  expect(lines).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(lines).toContain("x-content-type-options: nosniff");
  expect(JSON.parse(body)).toMatchObject({ error: expect.stringMatching(/^.{10,400}$/), code });
});

test("an Accept-Encoding that is a name of every object's own is no encoding", async () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const reply = await server.get("/openapi.json", { "accept-encoding": name });
    expect([reply.statusCode, reply.headers["content-encoding"]]).toEqual([200, undefined]);
  }
});
