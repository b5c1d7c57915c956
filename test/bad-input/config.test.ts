import { expect, test } from "vitest";
import { airworthy } from "../cli/airworthy.ts";
import { configText, expectGoodRun, expectNoStack, openProject } from "./project.ts";

const good = configText();
const broken: readonly (readonly [string, string, RegExp])[] = [
  ["that throws", `${good}\nthrow new Error("no luck");\n`, /no luck/],
  ["that throws no error", `${good}\nthrow "a text";\n`, /a text/],
  ["that rejects", `await Promise.reject(new Error("later"));\n${good}`, /later/],
  ["without a default export", good.replace("export default", "export const a ="), /no default export/],
  ["that exports something else", "export default { name: 'x' };\n", /wanted what `pipeline/],
  ["that exports null", "export default null;\n", /default-exports null/],
  ["with a misspelt column", good.replace("({ x, entity: e })", "({ xx: x, entity: e })"), /'xx'/],
  ["with a misspelt operator", good.replace("e.mean(x)", "e.meen(x)"), /meen/],
  ["with an unknown label", good.replace('label: "y"', 'label: "z"'), /'z'/],
  ["with a syntax error", `${good}}`, /airworthy\.config\.ts:\d+/],
  ["that is empty", "", /no default export/],
  ["that imports what is not there", `import "nowhere";\n${good}`, /nowhere/],
];

// One process each: Node reports what a module throws otherwise inside a test runner.
test("airworthy run refuses a config that is wrong, and then runs one that is right", async () => {
  const outcomes = [];
  for (const [what, text, message] of broken) {
    await using project = await openProject({ "airworthy.config.ts": text });
    const told = await airworthy(["run", "--json"], { cwd: project.path });
    outcomes.push([what, told.code]);
    expectNoStack(told.stderr);
    expect(JSON.parse(told.stdout), what).toMatchObject({
      error: { code: "CONFIG_INVALID", message: expect.stringMatching(message) },
    });
  }
  expect(outcomes).toEqual(broken.map(([what]) => [what, 1]));
});

test("airworthy runs a project whose config was put right", async () => {
  await using project = await openProject({
    "airworthy.config.ts": good.replace('label: "y"', 'label: "z"'),
  });
  expect((await project.call("run")).stderr).toContain("✗ CONFIG_INVALID\n");
  await expectGoodRun(project);
});
