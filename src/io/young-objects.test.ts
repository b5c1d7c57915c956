import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const own = new URL("./young-objects.ts", import.meta.url).href;

/** Megabytes for young objects in a process of its own, after work of which much lives on for a while. */
async function roomAfterWork(begin: string): Promise<number> {
  const script = `
    import { keepCollectionsShort, roomBytes } from ${JSON.stringify(own)};
    ${begin}
    let held = [];
    for (let made = 0; made < 3_000_000; made += 1) {
      held.push({ made, text: \`\${made}\` });
      if (held.length > 60_000) held = held.slice(30_000);
      if (made % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    console.log(roomBytes() / 2 ** 20);`;
  const args = ["--input-type=module", "--eval", script];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

test("keepCollectionsShort() ends the growth of the room for young objects, until its result is called", async () => {
  const bounded = await roomAfterWork("keepCollectionsShort();");
  expect(bounded).toBeLessThanOrEqual(16);
  expect(await roomAfterWork("keepCollectionsShort(); keepCollectionsShort()();")).toBeLessThanOrEqual(16);
  expect(await roomAfterWork("keepCollectionsShort()();")).toBeGreaterThan(bounded);
});
