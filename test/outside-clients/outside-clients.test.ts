/**
 * The Python clients of Triton and KServe against our servers, where a machine has them: in the interpreter that
 * AIRWORTHY_PYTHON names, else python3. To have them: python3 -m venv v && v/bin/pip install 'tritonclient[all]' kserve
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { identityModel, simpleModel } from "../serve/small-models.ts";
import { type TestApp, testApp } from "../serve/test-app.ts";

const run = promisify(execFile);
const python = process.env.AIRWORTHY_PYTHON ?? "python3";

/** Why the modules cannot be had; null where they can. */
async function missing(...modules: readonly string[]): Promise<string | null> {
  const found = run(python, ["-c", modules.map((name) => `import ${name}`).join("\n")]);
  return await found.then(
    () => null,
    (cause: { stderr?: string }) => `${python}: ${cause.stderr?.trim().split("\n").at(-1) || "is not there"}`,
  );
}

async function listen(server: TestApp): Promise<readonly [http: string, grpc: string]> {
  const http = new URL(await server.app.listen({ host: "127.0.0.1", port: 0 })).port;
  return [http, String((await server.startGrpc()).port)];
}

async function told(script: string, ports: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(python, [join(import.meta.dirname, script), ...ports], { timeout: 50_000 });
  return stdout.split("\n").filter((line) => line.startsWith("ok "));
}

test("tritonclient sends and reads every datatype in each of its ways", async (context) => {
  const reason = await missing("tritonclient.http.aio", "tritonclient.grpc.aio");
  context.skip(reason !== null, reason ?? "");
  await using simple = await testApp(simpleModel());
  await using identity = await testApp(identityModel());
  const ports = [...(await listen(simple)), ...(await listen(identity))];
  expect((await told("tritonclient_check.py", ports)).at(-1)).toBe("ok grpc every datatype there and back");
});

test("kserve's REST and gRPC clients infer", async (context) => {
  const reason = await missing("kserve");
  context.skip(reason !== null, reason ?? "");
  await using simple = await testApp(simpleModel());
  expect((await told("kserve_check.py", await listen(simple))).at(-1)).toBe("ok grpc infer, raw");
});
