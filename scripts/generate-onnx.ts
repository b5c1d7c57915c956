/** Makes src/core/onnx/onnx_pb.gen.ts from onnx.proto with buf and protoc-gen-es. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const output = mkdtempSync(join(tmpdir(), "airworthy-onnx-"));
const template = JSON.stringify({
  version: "v2",
  plugins: [{ local: "protoc-gen-es", out: output, opt: ["target=ts", "import_extension=ts"] }],
});
execFileSync("buf", ["generate", "src/core/onnx", "--template", template], { stdio: "inherit" });
copyFileSync(join(output, "onnx_pb.ts"), "src/core/onnx/onnx_pb.gen.ts");
rmSync(output, { recursive: true });
