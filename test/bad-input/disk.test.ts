/** A disk that is full, read-only or not ours: on a small tmpfs and as another user, where this machine lets us. */
import { execFile } from "node:child_process";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  configText,
  csvText,
  eventRows,
  expectGoodRun,
  expectNoStack,
  leftovers,
  openProject,
  type Project,
} from "./project.ts";

const execute = promisify(execFile);
const script = fileURLToPath(new URL("../../bin/airworthy.js", import.meta.url));

/** Whether a command of the system works here. */
async function works(command: string, args: readonly string[]): Promise<boolean> {
  return await execute(command, args).then(
    () => true,
    () => false,
  );
}

const files = { "airworthy.config.ts": configText(), "events.csv": csvText(eventRows(4_000)) };
await using probe = await openProject({});
const mounts = await works("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe.path]);
if (mounts) await execute("umount", [probe.path]);

describe.skipIf(!mounts)(`on a tmpfs${mounts ? "" : " (skipped: this user may not mount one)"}`, () => {
  let project: Project;
  const remount = (options: string) => execute("mount", ["-o", `remount,${options}`, project.path]);
  beforeAll(async () => {
    project = await openProject({});
    await execute("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", project.path]);
    await project.put({ "package.json": '{ "type": "module" }', ...files });
  });
  afterAll(async () => {
    await execute("umount", ["-l", project.path]);
    await project[Symbol.asyncDispose]();
  });

  test("airworthy run says so where the disk fills at any stage, leaves nothing half-written, and works with room", async () => {
    const outcomes: number[] = [];
    for (let room = 16; room < 2_000 && outcomes.at(-1) !== 0; room = Math.ceil(room * 1.7)) {
      const { stdout: used } = await execute("df", ["-k", "--output=used", project.path]);
      await remount(`size=${Number(used.split("\n")[1]) + room}k`);
      const { code, stdout, stderr } = await project.call("run", "--json");
      expectNoStack(stderr);
      const { error } = JSON.parse(stdout) as { error?: { code: string; message: string } };
      if (code !== 0)
        expect(["DISK_UNUSABLE", "STORE_UNUSABLE"], `${room}k: ${error?.code}: ${error?.message}`).toContain(
          error?.code,
        );
      expect(await leftovers(project.path).catch(() => [])).toEqual([]);
      outcomes.push(code ?? -1);
      await remount("size=16m");
      expect((await project.call("runs")).code).toBe(0);
    }
    expect(outcomes.filter((code) => code === 1).length).toBeGreaterThan(3);
    await expectGoodRun(project, files);
  });

  test("airworthy says so in a project that is read-only, and works when it no more is", async () => {
    await project.put({ "events.csv": csvText(eventRows(200)) });
    await remount("ro");
    const told = await project.call("run", "--json");
    expectNoStack(told.stderr);
    const { error } = JSON.parse(told.stdout) as { error: { code: string } };
    expect(told.code).toBe(1);
    expect(["DISK_UNUSABLE", "STORE_UNUSABLE"]).toContain(error.code);
    await remount("rw");
    await expectGoodRun(project);
  });
});

const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
const drops = await works("setpriv", [...nobody, process.execPath, script, "--version"]);

describe.skipIf(!drops)(
  `as nobody${drops ? "" : " (skipped: no rights to become another user here)"}`,
  () => {
    let project: Project;
    beforeAll(async () => {
      project = await openProject();
      await chmod(join(project.path, ".."), 0o755);
      await chmod(join(project.path, "events.csv"), 0o600);
    });
    afterAll(() => project[Symbol.asyncDispose]());

    const asNobody = async () => {
      const args = [...nobody, process.execPath, script, "run", "--json"];
      const failure = await execute("setpriv", args, {
        cwd: project.path,
        env: { ...process.env, HOME: "/tmp" },
      }).then(
        () => null,
        (cause: { code: number; stdout: string; stderr: string }) => cause,
      );
      expectNoStack(failure?.stderr ?? "");
      const { error } = JSON.parse(failure?.stdout ?? "{}") as { error?: { code: string; message: string } };
      return [failure?.code, error?.code, error?.message];
    };

    test("airworthy run says so where it has no right to write, nor to read the source", async () => {
      expect(await asNobody()).toEqual([1, "DISK_UNUSABLE", expect.stringContaining("permission denied")]);
      await mkdir(join(project.path, ".airworthy"));
      await chmod(join(project.path, ".airworthy"), 0o777);
      expect(await asNobody()).toEqual([
        1,
        "SOURCE_UNREADABLE",
        expect.stringMatching(/events\.csv.*no right to read/),
      ]);
      await expectGoodRun(project);
      expect(await readFile(join(project.path, ".airworthy", ".gitignore"), "utf8")).toBe("*\n");
    });
  },
);
