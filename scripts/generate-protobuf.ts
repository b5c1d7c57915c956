/** Makes `x_pb.gen.ts` beside each `x.proto` with buf and protoc-gen-es. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const sources = ["src/core/onnx/onnx.proto", "src/server/grpc/open_inference.proto"];

for (const source of sources) {
  const output = mkdtempSync(join(tmpdir(), "airworthy-protobuf-"));
  const template = JSON.stringify({
    version: "v2",
    plugins: [{ local: "protoc-gen-es", out: output, opt: ["target=ts", "import_extension=ts"] }],
  });
  execFileSync("buf", ["generate", dirname(source), "--template", template], { stdio: "inherit" });
  const made = `${basename(source, ".proto")}_pb`;
  copyFileSync(join(output, `${made}.ts`), join(dirname(source), `${made}.gen.ts`));
  rmSync(output, { recursive: true });
}
