import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { airworthy, temporaryFolder } from "./airworthy.ts";

const config = `
import { boolean, command, csv, pipeline, slack, text, timestamp, webhook } from "airworthy";

export default pipeline({
  name: "will-buy",
  events: {
    source: csv("visits.csv"), entity: "user_id", time: "ts", label: "bought",
    columns: { user_id: text(), ts: timestamp(), on_sale: boolean(), bought: boolean() },
  },
  notify: {
    channels: {
      ops: webhook({ url: "env:OPS_URL", secret: "env:OPS_SECRET" }),
      team: slack({ url: "env:TEAM_URL", severity: "page" }),
      log: command({ argv: ["node", "-e", "process.stdin.resume()"] }),
    },
  },
});
`;
const visits = "user_id,ts,on_sale,bought\nu1,2026-05-01T10:00:00Z,true,true\n";
const secret = "a-secret-of-twenty-four-bytes";

/** A project with three channels, and a receiver that answers by path. */
async function project() {
  const folder = await temporaryFolder();
  await writeFile(join(folder.path, "airworthy.config.ts"), config);
  await writeFile(join(folder.path, "visits.csv"), visits);
  const got: { path: string; type: string }[] = [];
  const server = createServer(async (request, reply) => {
    let body = "";
    for await (const part of request) body += part;
    got.push({ path: request.url ?? "", type: JSON.parse(body).type });
    reply
      .writeHead(request.url === "/gone" ? 410 : 204)
      .end(request.url === "/gone" ? "no such channel" : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    path: folder.path,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("airworthy notify test sends a sample to each channel and says what came back", async () => {
  await using at = await project();
  const env = { OPS_URL: `${at.origin}/ops`, OPS_SECRET: secret, TEAM_URL: `${at.origin}/gone` };
  const all = await airworthy(["notify", "test", "--json"], { cwd: at.path, env });
  expect(all).toMatchObject({ code: 1, stderr: "" });
  expect(JSON.parse(all.stdout).channels).toMatchObject([
    { channel: "ops", kind: "webhook", delivered: true, answer: "204" },
    { channel: "team", kind: "slack", delivered: false, answer: "410 no such channel" },
    { channel: "log", kind: "command", delivered: true, answer: "exit code 0" },
  ]);
  expect(at.got).toContainEqual({ path: "/ops", type: "test" });
  const one = await airworthy(["notify", "test", "ops"], { cwd: at.path, env });
  expect(one).toMatchObject({ code: 0, stdout: "  ✓ delivered  ops  webhook: 204\n" });
  const misspelt = await airworthy(["notify", "test", "opps"], { cwd: at.path, env });
  expect(misspelt).toMatchObject({ code: 1, stdout: "" });
  expect(misspelt.stderr).toContain("Did you mean 'ops'?");
  const listed = await airworthy(["notify"], { cwd: at.path, env });
  expect(listed.stdout).toMatch(/ops +webhook +untried +0 +0/);
});

test("airworthy names variables that are not set, and says no value of those that are", async () => {
  await using at = await project();
  const env = { OPS_URL: `${at.origin}/ops/s3cret-path`, OPS_SECRET: "sh0rt" };
  const tried = await airworthy(["notify", "test"], { cwd: at.path, env });
  expect(tried.code).toBe(1);
  expect(tried.stdout).toContain("the environment variable TEAM_URL is not set");
  expect(tried.stdout).toContain("OPS_SECRET holds a secret of less than 24 bytes");
  const checked = await airworthy(["check"], { cwd: at.path, env });
  expect(checked).toMatchObject({ code: 0 });
  expect(checked.stdout).toContain("the environment variable TEAM_URL of the channel 'team'");
  for (const { stdout, stderr } of [tried, checked]) expect(stdout + stderr).not.toMatch(/sh0rt|s3cret-path/);
  expect(at.got).toEqual([]);
});
