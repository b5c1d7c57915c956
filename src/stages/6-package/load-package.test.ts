import {
  appendFile,
  copyFile,
  cp,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../../test/packages/fixture.ts";
import { buildPackage } from "./build-package.ts";
import { loadPackage, openPackage } from "./load-package.ts";
import { proveExample } from "./prove-example.ts";
import { signFiles } from "./signature.ts";
import { publicKeyText, signingKey, trustedKey } from "./signing-key.ts";

let fixture: Fixture;
let directory = "";
beforeAll(async () => {
  fixture = await packageFixture({ hidden: [] });
  const input = fixture.input("package");
  directory = input.directory;
  await buildPackage(input, fixture.context);
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("proveExample() refuses a package that answers its example otherwise than recorded, though soundly signed", async () => {
  const copy = join(fixture.directory, "otherwise");
  await cp(directory, copy, { recursive: true });
  const { keyFile } = fixture.input("x");
  const key = await signingKey(keyFile);
  const { manifest } = await loadPackage(copy);
  const proof = { event: manifest.example.raw, trustedKey: publicKeyText(key), now: fixture.context.now() };
  await proveExample(copy, proof);
  const { answer } = manifest.example;
  const other = { ...answer, probability: (answer.probability ?? 0) + 1e-7 };
  const changed = { ...manifest, example: { ...manifest.example, answer: other } };
  await writeFile(join(copy, "manifest.json"), JSON.stringify(changed));
  await signAgain(copy);
  await expect(proveExample(copy, proof)).rejects.toMatchObject({
    code: "PACKAGE_INVALID",
    details: { file: "model.onnx" },
  });
});

test("loadPackage() refuses a changed byte of any file, and names the file", async () => {
  const names = await readdir(directory);
  const originals = new Map<string, Buffer>();
  for (const name of names) originals.set(name, await readFile(join(directory, name)));
  const copy = await mkdtemp(join(tmpdir(), "airworthy-flip-"));
  try {
    await cp(directory, copy, { recursive: true });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (name, place, shift) => {
          const original = originals.get(name) ?? Buffer.alloc(1);
          const changed = Buffer.from(original);
          const at = place % changed.length;
          changed[at] = ((changed[at] ?? 0) + shift) % 256;
          await writeFile(join(copy, name), changed);
          for (const read of [loadPackage, openPackage])
            await expect(read(copy)).rejects.toMatchObject({
              code: "PACKAGE_INVALID",
              details: { file: name },
            });
          await writeFile(join(copy, name), original);
        },
      ),
      { numRuns: 60 },
    );
    expect((await loadPackage(copy)).manifest.version).toBe(3);
  } finally {
    await rm(copy, { recursive: true });
  }
});

test("loadPackage() names a file that is missing, too many or swapped", async () => {
  const changes: [string, (copy: string) => Promise<void>][] = [
    ["card.md", (copy) => rm(join(copy, "card.md"))],
    ["signature", (copy) => rm(join(copy, "signature"))],
    ["notes.txt", (copy) => writeFile(join(copy, "notes.txt"), "")],
    ["card.md", (copy) => appendFile(join(copy, "card.md"), " ")],
    ["baseline.json", (copy) => copyFile(join(copy, "manifest.json"), join(copy, "baseline.json"))],
    ["model.onnx", (copy) => rename(join(copy, "model.onnx"), join(copy, "model2.onnx"))],
  ];
  for (const [file, change] of changes) {
    const copy = await mkdtemp(join(tmpdir(), "airworthy-change-"));
    await cp(directory, copy, { recursive: true });
    await change(copy);
    await expect(loadPackage(copy)).rejects.toMatchObject({ code: "PACKAGE_INVALID", details: { file } });
    await rm(copy, { recursive: true });
  }
});

test("openPackage() has what answers, of a soundly signed package whose baseline this version does not read too", async () => {
  const copy = join(fixture.directory, "another-baseline");
  await cp(directory, copy, { recursive: true });
  const { baseline: _baseline, card: _card, ...answers } = await loadPackage(copy);
  expect(await openPackage(copy)).toEqual(answers);
  await writeFile(join(copy, "baseline.json"), "{}");
  await expect(openPackage(copy)).rejects.toMatchObject({ details: { file: "baseline.json" } });
  await signAgain(copy);
  expect((await openPackage(copy)).manifest).toEqual(answers.manifest);
  await expect(loadPackage(copy)).rejects.toMatchObject({
    code: "PACKAGE_INVALID",
    details: { file: "baseline.json" },
  });
});

test("loadPackage() refuses a package that another key signed", async () => {
  const key = publicKeyText(await signingKey(join(fixture.directory, "keys", "other.pem")));
  await expect(loadPackage(directory, { trustedKey: key })).rejects.toMatchObject({
    code: "PACKAGE_INVALID",
    details: { file: "signature" },
  });
});

test("loadPackage() refuses another model than the manifest names, though soundly signed", async () => {
  const copy = join(fixture.directory, "another-model");
  await cp(directory, copy, { recursive: true });
  await writeFile(join(copy, "model.onnx"), await readFile(join(directory, "card.md")));
  await signAgain(copy);
  await expect(loadPackage(copy)).rejects.toMatchObject({
    code: "PACKAGE_INVALID",
    details: { file: "model.onnx" },
  });
});

test("trustedKey() tells the key of a project and never makes one", async () => {
  const { keyFile } = fixture.input("x");
  expect(await trustedKey(keyFile)).toBe((await loadPackage(directory)).publicKey);
  const absent = join(fixture.directory, "keys", "absent.pem");
  expect(await trustedKey(absent)).toBeNull();
  expect(await readdir(join(fixture.directory, "keys"))).not.toContain("absent.pem");
});

async function signAgain(copy: string): Promise<void> {
  const names = (await readdir(copy)).filter((name) => name !== "signature");
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, await readFile(join(copy, name)));
  await writeFile(join(copy, "signature"), signFiles(files, await signingKey(fixture.input("x").keyFile)));
}
