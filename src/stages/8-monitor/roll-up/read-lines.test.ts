import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { put } from "../../../io/event-log/entries.test-support.ts";
import { openEventLog } from "../../../io/event-log/index.ts";
import { openStore } from "../../../io/store/index.ts";
import { logWindows } from "./log-windows.ts";
import { minute, monday, predictionOf, type Scene, scene } from "./scene.test.helper.ts";

let directory: string;
let stage: Scene;
beforeAll(async () => {
  stage = await scene();
  directory = await mkdtemp(join(tmpdir(), "airworthy-lines-"));
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };
const usual = predictionOf("usual", row);

/** The profiles of the minute in which `bodies` were logged, beside a usual one. */
async function profiled(name: string, bodies: readonly string[]) {
  const location = join(directory, `${name}.sqlite`);
  await using log = await openEventLog(location);
  await using store = await openStore(location);
  const entries = bodies.map((body, index) => ({ ...predictionOf(`p${index}`, row), body }));
  await put(log, [usual, ...entries], monday);
  const input = { store, package: stage.package, level: "minute", starts: [monday] } as const;
  return (await logWindows(input, stage.contextAt(monday + minute))).get(monday) ?? [];
}

/** What somebody may send, as it is logged. */
const { body } = predictionOf("p", row);
const odd = {
  "over several lines": body.replaceAll(",", ",\n  "),
  "with a key twice": body.replace('"clicks":1', '"clicks":900,"clicks":3'),
  "with half a surrogate pair": body.replace('"device":"phone"', '"device":"\\ud800"'),
  "with a number beyond a double": body.replace('"clicks":1', '"note":1e999,"clicks":1'),
  "with what is no column": body.replace('"clicks":1', '"note":{"clicks":5},"clicks":1'),
};

test.each(Object.entries(odd))("logWindows() reads an event %s as JavaScript does", async (name, text) => {
  const plain = JSON.stringify(JSON.parse(text)).replace("\\ud800", "\ufffd");
  const found = await profiled(name, [text]);
  expect(found).toEqual(await profiled(`${name}, plain`, [plain]));
  const clicks = found.find((profile) => profile.kind === "number" && profile.name === "clicks");
  expect(clicks).toMatchObject({ rows: 2, missing: 0, max: name === "with a key twice" ? 3 : 1 });
});
