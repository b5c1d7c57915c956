import { expect, test } from "vitest";
import {
  decodeModel,
  decodeTensor,
  encodeModel,
  encodeModelProto,
  encodeTensor,
  graph,
  tensorOf,
} from "./index.ts";

function sumModel(): Uint8Array {
  const g = graph("sum");
  g.node("Add", [g.input("a", "float", ["N"]), g.constant(tensorOf("float", [1], [1]))], { outputs: ["b"] });
  g.output("b", "float", ["N"]);
  return encodeModel(g.finish(), { made: "for a test" });
}

test("encodeModel() gives the same bytes for the same graph, and decodeModel() reads them back", () => {
  const bytes = sumModel();
  expect(sumModel()).toEqual(bytes);
  const model = decodeModel(bytes);
  expect(model.metadataProps.map(({ key, value }) => [key, value])).toEqual([["made", "for a test"]]);
  expect(encodeModelProto(model)).toEqual(bytes);
});

test("decodeModel() refuses bytes without a graph", () => {
  expect(() => decodeModel(new Uint8Array())).toThrow("no ONNX graph");
});

test.each([
  tensorOf("float", [2, 1], [1.5, -0]),
  tensorOf("double", [1], [Number.NaN]),
  tensorOf("int64", [2], [2 ** 40, -1]),
  tensorOf("int32", [], [-7]),
  tensorOf("int8", [2], [-128, 127]),
  tensorOf("bool", [2], [0, 1]),
  { type: "string", shape: [3], data: ["", "über", "日本"] } as const,
])("decodeTensor() undoes encodeTensor() for $type", (tensor) => {
  expect(decodeTensor(encodeTensor("t", tensor))).toEqual(tensor);
});

test("constant() keeps equal constants once and tells 0 from -0", () => {
  const g = graph("g");
  expect(g.constant(tensorOf("float", [], [0]))).toBe(g.constant(tensorOf("float", [], [0])));
  expect(g.constant(tensorOf("float", [], [-0]))).not.toBe(g.constant(tensorOf("float", [], [0])));
});
