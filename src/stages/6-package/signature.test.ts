import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signFiles, verifyFiles } from "./signature.ts";
import { publicKeyText, signingKey } from "./signing-key.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-signature-"));
});
afterAll(() => rm(directory, { recursive: true }));

const files = () =>
  new Map([
    ["model.onnx", new Uint8Array([1, 2, 3])],
    ["card.md", new TextEncoder().encode("# card\n")],
  ]);

test("signingKey() makes one key on first use, readable by its owner alone, and keeps it", async () => {
  const keyFile = join(directory, "keys", "package.pem");
  const both = await Promise.all([signingKey(keyFile), signingKey(keyFile)]);
  const again = await signingKey(keyFile);
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect(new Set([...both, again].map(publicKeyText)).size).toBe(1);
});

test("signingKey() refuses a key that others may read, through a link too", async () => {
  const keyFile = join(directory, "open.pem");
  await signingKey(keyFile);
  await chmod(keyFile, 0o640);
  await symlink(keyFile, join(directory, "link.pem"));
  for (const path of [keyFile, join(directory, "link.pem")])
    await expect(signingKey(path)).rejects.toMatchObject({
      code: "KEY_UNUSABLE",
      message: expect.stringContaining("0640"),
    });
});

test("signingKey() refuses what is no ed25519 key", async () => {
  const keyFile = join(directory, "not-a-key.pem");
  await writeFile(keyFile, "hello", { mode: 0o600 });
  await expect(signingKey(keyFile)).rejects.toMatchObject({ code: "KEY_UNUSABLE" });
  expect(await readFile(keyFile, "utf8")).toBe("hello");
});

test("verifyFiles() accepts what signFiles() signed and returns the key", async () => {
  const key = await signingKey(join(directory, "key.pem"));
  const text = signFiles(files(), key);
  expect(verifyFiles(text, files(), null)).toBe(publicKeyText(key));
  expect(verifyFiles(text, files(), publicKeyText(key))).toBe(publicKeyText(key));
});

test("verifyFiles() names a missing, an extra and a longer file", async () => {
  const text = signFiles(files(), await signingKey(join(directory, "key.pem")));
  const cases: [string, (given: Map<string, Uint8Array>) => void][] = [
    ["card.md", (given) => given.delete("card.md")],
    ["extra.txt", (given) => given.set("extra.txt", new Uint8Array())],
    ["model.onnx", (given) => given.set("model.onnx", new Uint8Array([1, 2, 3, 4]))],
  ];
  for (const [name, change] of cases) {
    const given = files();
    change(given);
    expect(() => verifyFiles(text, given, null)).toThrow(
      expect.objectContaining({ code: "PACKAGE_INVALID", details: { file: name } }),
    );
  }
});

test("verifyFiles() refuses another key than the trusted one, and a forged list under it", async () => {
  const [own, other] = await Promise.all(
    ["own.pem", "other.pem"].map((name) => signingKey(join(directory, name))),
  );
  if (own === undefined || other === undefined) throw new Error("no keys");
  const text = signFiles(files(), other);
  const forged = text.replace(publicKeyText(other), publicKeyText(own));
  for (const signature of [text, forged])
    expect(() => verifyFiles(signature, files(), publicKeyText(own))).toThrow(
      expect.objectContaining({ code: "PACKAGE_INVALID", details: { file: "signature" } }),
    );
});

test("verifyFiles() refuses another spelling of a sound signature", async () => {
  const text = signFiles(files(), await signingKey(join(directory, "key.pem")));
  const spellings = [
    text.replace("\n", " "),
    text.trimEnd(),
    JSON.stringify(JSON.parse(text)),
    text.replace('"format": 1', '"format": 1.0'),
    text.replace("{", '{ "more": 1,'),
  ];
  for (const spelling of spellings)
    expect(() => verifyFiles(spelling, files(), null), spelling).toThrow(
      expect.objectContaining({ code: "PACKAGE_INVALID", details: { file: "signature" } }),
    );
});

test("verifyFiles() refuses a signature of which any one bit was flipped", async () => {
  const bytes = Buffer.from(signFiles(files(), await signingKey(join(directory, "key.pem"))));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      expect(() => verifyFiles(changed.toString("latin1"), files(), null)).toThrow(
        expect.objectContaining({ code: "PACKAGE_INVALID" }),
      );
    }),
    { numRuns: 300 },
  );
});
