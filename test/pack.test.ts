import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What is no part of a clone. */
const left = new Set(["node_modules", "dist", ".git", "bench/results"]);

/** A user's PATH: without what npm puts there for this repository. */
const path = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);
/** onnxruntime-node would fetch CUDA from nuget.org; the CPU binary that is used lies in its package. */
const environment = {
  ...userEnvironment(),
  PATH: path,
  NO_COLOR: "1",
  ONNXRUNTIME_NODE_INSTALL: "skip",
};

/** The environment without what `npm test` and vitest tell their children. */
function userEnvironment(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !/^(npm_|NODE_|VITEST|INIT_CWD)/.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
}

async function sh(command: string, cwd: string): Promise<Outcome> {
  const options = { cwd, env: environment, maxBuffer: 64 * 2 ** 20 };
  return await promisify(execFile)("sh", ["-c", command], options);
}

async function registryAnswers(): Promise<boolean> {
  const { stdout } = await sh("npm config get registry 2>/dev/null", root);
  return await sh(
    `npm view --registry ${stdout.trim()} commander version --fetch-retries 0 --fetch-timeout 8000`,
    root,
  ).then(
    () => true,
    () => false,
  );
}

async function nodeIsNew(): Promise<boolean> {
  const { stdout } = await sh("node --version", root);
  const [major = 0, minor = 0] = stdout.slice(1).split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

const online = await registryAnswers();

describe.skipIf(!online)(`npm pack${online ? "" : " (skipped: the npm registry does not answer)"}`, () => {
  let directory = "";
  let tarball = "";

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-pack-"));
    await mkdir(join(directory, "user"));
    const clone = join(directory, "clone"); // to pack is to build, and other tests use this repository's build
    await cp(root, clone, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
    await symlink(join(root, "node_modules"), join(clone, "node_modules"));
    await sh(
      `PATH="${join(root, "node_modules/.bin")}:$PATH" npm pack --silent --pack-destination ${directory}`,
      clone,
    );
    tarball = (await readdir(directory)).find((name) => name.endsWith(".tgz")) ?? "";
    const beside = (await nodeIsNew()) ? "" : " node@24";
    await sh("npm init -y", join(directory, "user"));
    await sh(
      `npm install --no-audit --no-fund --prefer-offline ../${tarball}${beside}`,
      join(directory, "user"),
    );
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it("holds what a user needs and no tests", async () => {
    const { stdout } = await sh(`tar -tzf ${tarball}`, directory);
    const files = stdout.split("\n");
    for (const needed of ["LICENSE", "README.md", "bin/airworthy.js", "dist/index.js", "dist/index.d.ts"]) {
      expect(files).toContain(`package/${needed}`);
    }
    expect(files).toContain("package/dist/dashboard/index.html");
    expect(
      files.filter((file) => /^package\/dist\/dashboard\/assets\/index-.*\.js\.br$/.test(file)),
    ).toHaveLength(1);
    expect(files.filter((file) => /\.test[.-]|\/src\//.test(file))).toEqual([]);
  });

  it("gives an empty project a command that makes and runs a pipeline", async () => {
    const user = join(directory, "user");
    await sh("npx airworthy init my-model", user);
    const { stdout } = await sh("npx airworthy run --json --config my-model/airworthy.config.ts", user);
    const result = JSON.parse(stdout) as {
      readonly status: string;
      readonly stages: readonly { readonly stage: string }[];
      readonly package: { readonly path: string };
    };
    expect(result.status).toBe("passed");
    expect(result.stages.map(({ stage }) => stage)).toEqual([
      "collect",
      "clean",
      "features",
      "split",
      "train",
      "validate",
      "package",
    ]);
    expect((await readdir(result.package.path)).sort()).toEqual(
      expect.arrayContaining(["baseline.json", "card.md", "manifest.json", "model.onnx"]),
    );
  });
});
