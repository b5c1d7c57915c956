import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idOfKey } from "../../src/io/api-key.ts";
import { airworthy, temporaryFolder } from "./airworthy.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await airworthy(["init", "."], { cwd: folder.path });
});
afterAll(() => folder[Symbol.asyncDispose]());

const here = (...args: string[]) => airworthy(["keys", ...args], { cwd: folder.path });

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await here(...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as T;
}

interface Made {
  readonly id: string;
  readonly key: string;
}

interface Listed {
  readonly keys: readonly { readonly id: string; readonly state: string }[];
}

test("airworthy keys makes, rotates, lists and revokes keys, and shows each of them once", async () => {
  const first = await here("create", "--scope", "predict", "--name", "shop", "--expires", "90d");
  expect(first).toMatchObject({ code: 0, stderr: "" });
  const [text = "", , about = ""] = first.stdout.split("\n");
  const id = idOfKey(text);
  expect(about).toContain(`Key ${id} for predict, until 20`);
  const admin = await json<Made>("create", "--scope", "admin");
  expect(admin).toMatchObject({ scope: "admin", name: "", expiresAt: null, id: idOfKey(admin.key) });
  const rotated = await json<Made>("rotate", id ?? "", "--overlap", "1h");
  expect(idOfKey(rotated.key)).toBe(id);
  expect(rotated.key).not.toBe(text);
  const revoked = await here("revoke", admin.id);
  expect(revoked).toMatchObject({ code: 0, stderr: "" });
  const listed = await here("list");
  expect(listed.stdout).toMatch(new RegExp(`${id} {2}shop +predict +active`));
  expect(listed.stdout).toMatch(new RegExp(`${admin.id} +admin +revoked .* never`));
  const { keys } = await json<Listed>("list");
  expect(keys).toMatchObject([
    { id, state: "active", scope: "predict", oldUntil: expect.any(Number) },
    { id: admin.id, state: "revoked", oldUntil: null },
  ]);
  const store = join(folder.path, ".airworthy");
  const files = (await readdir(store)).filter((name) => name.startsWith("store.sqlite"));
  const bytes = await Promise.all(files.map((name) => readFile(join(store, name), "latin1")));
  for (const secret of [text, admin.key, rotated.key].map((key) => key.slice(-49))) {
    expect(listed.stdout + JSON.stringify(keys)).not.toContain(secret);
    expect(bytes.some((each) => each.includes(secret))).toBe(false);
  }
});

test("airworthy keys refuses a scope, a length of time, a name and an id that mean nothing", async () => {
  const refused = async (code: string, ...args: string[]) => {
    const { stdout, stderr, ...outcome } = await here(...args);
    expect([outcome.code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(code);
  };
  const create = ["create", "--scope", "predict"];
  await Promise.all([
    refused("OPTION_INVALID", "create", "--scope", "root"),
    refused("OPTION_INVALID", ...create, "--expires", "soon"),
    refused("OPTION_INVALID", ...create, "--expires", "0d"),
    refused("OPTION_INVALID", ...create, "--expires", "999999999w"),
    refused("OPTION_INVALID", ...create, "--name", "a\u001b[2J"),
    refused("NOT_FOUND", "revoke", "nothing"),
    refused("NOT_FOUND", "rotate", "nothing"),
    refused("--scope", "create"),
    refused("unknown command", "remove"),
  ]);
});
