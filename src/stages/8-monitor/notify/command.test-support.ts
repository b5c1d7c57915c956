import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../../../core/definition/index.ts";
import type { Message } from "../../../core/notify/index.ts";
import type { Duration } from "../../../core/time.ts";
import { ampleLimit, type Receivers, shortLimit } from "./receiver.test-support.ts";

const token = "t0ken-of-the-pager";

/** Programs that a user might write, run by Node. */
const programs = {
  fine: `process.stdin.on("data", (part) => require("node:fs").appendFileSync(process.argv[2], part));`,
  refusing: `
    let input = "";
    process.stdin.on("data", (part) => { input += part; });
    process.stdin.on("end", () => { console.error(process.env.PAGER_TOKEN + " " + input); process.exitCode = 3; });`,
  silent: `setInterval(() => undefined, 1000);`,
} as const;

export async function startCommandReceivers(): Promise<Receivers> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-command-"));
  const got = join(directory, "got.jsonl");
  const at = async (name: keyof typeof programs) => {
    const path = join(directory, `${name}.cjs`);
    await writeFile(path, programs[name]);
    return of([process.execPath, path, got], name === "silent" ? shortLimit : ampleLimit);
  };
  const of = (argv: readonly [string, ...string[]], timeLimit: Duration) => ({
    spec: command({ argv, environment: ["PAGER_TOKEN"], timeLimit }),
    environment: { PAGER_TOKEN: token, OTHER: "not given" },
  });
  return {
    fine: await at("fine"),
    refusing: await at("refusing"),
    silent: await at("silent"),
    absent: of([join(directory, "missing")], ampleLimit),
    secrets: [token],
    async received() {
      const text = existsSync(got) ? await readFile(got, "utf8") : "";
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => ({ id: (JSON.parse(line) as Message).id, text: line }));
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
