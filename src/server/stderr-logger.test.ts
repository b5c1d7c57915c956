import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const script = `
  const { stderrLogger } = await import(${JSON.stringify(new URL("./stderr-logger.ts", import.meta.url).href)});
  const logger = stderrLogger();
  for (let line = 0; line < 500; line += 1) logger.info({ line }, "request");
`;

test("stderrLogger() writes every line before the process ends by itself", () => {
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(status).toBe(0);
  const lines = stderr.trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([...Array(500).keys()]);
});
