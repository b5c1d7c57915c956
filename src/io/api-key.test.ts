import fc from "fast-check";
import { expect, test } from "vitest";
import { hashOfKey, idOfKey, isSameHash, keyScopes, makeKey } from "./api-key.ts";

test("makeKey() makes a key that tells its scope and id, hides 256 bits and never comes twice", () => {
  const keys = keyScopes.flatMap((scope) => Array.from({ length: 200 }, () => makeKey(scope)));
  for (const { id, scope, text, hash } of keys) {
    expect(text).toMatch(new RegExp(`^aw_${scope}_${id}_[0-9A-Za-z]{49}$`));
    expect(idOfKey(text)).toBe(id);
    expect(hash).toBe(hashOfKey(text).toString("hex"));
    expect(text).not.toContain(hash);
  }
  expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
  expect(new Set(keys.map(({ text }) => text.slice(-49, -6))).size).toBe(keys.length);
  const secrets = keys.map(({ text }) => text.slice(-49, -6)).join("");
  expect(new Set(secrets).size).toBe(62);
});

test("makeKey() keeps an id that it is given, with another secret", () => {
  const first = makeKey("admin");
  const second = makeKey("admin", { id: first.id });
  expect(second.id).toBe(first.id);
  expect(second.hash).not.toBe(first.hash);
});

test("idOfKey() refuses every key with one character changed, and every other text", () => {
  const { text } = makeKey("predict");
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(..."0aZ_-. é"), (at, put) => {
      const changed = text.slice(0, at) + put + text.slice(at + 1);
      expect(idOfKey(changed)).toBe(changed === text ? idOfKey(text) : null);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (other) => {
      expect(idOfKey(other)).toBeNull();
    }),
  );
  for (const other of [`${text}0`, ` ${text}`, text.slice(0, -1), text.toUpperCase(), `${text}\n`, ""])
    expect(idOfKey(other)).toBeNull();
});

test("isSameHash() is true for the same bytes alone", () => {
  const [one, other] = [hashOfKey("a"), hashOfKey("b")];
  expect(isSameHash(one, hashOfKey("a"))).toBe(true);
  expect(isSameHash(one, other)).toBe(false);
  expect(isSameHash(one, one.subarray(1))).toBe(false);
});
