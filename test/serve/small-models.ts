/** Real ONNX models, small and of a known answer, for what no package of ours would show. */
import { type ElementType, encodeModel, graph, tensorOf } from "../../src/core/onnx/index.ts";
import type { Tensors } from "../../src/io/runtime.ts";
import type { ServedModel } from "../../src/stages/7-serve/index.ts";

const noCheck = () => undefined;

/** The element types that onnxruntime-node feeds (float16 it cannot, where Node has a Float16Array), each as an input `in_<type>` and an output `out_<type>`, two values a row. */
export const identityTypes = [
  "bool",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "int8",
  "int16",
  "int32",
  "int64",
  "float",
  "double",
  "string",
] as const satisfies readonly ElementType[];

export function identityModel(version = 1): ServedModel {
  const g = graph("identity");
  const shape = [-1, 2];
  for (const type of identityTypes) {
    g.node("Identity", [g.input(`in_${type}`, type, ["N", 2])], { outputs: [`out_${type}`] });
    g.output(`out_${type}`, type, ["N", 2]);
  }
  const feeds = Object.fromEntries(
    identityTypes.map((type) => [
      `in_${type}`,
      type === "string" ? { type, shape: [1, 2], data: ["", ""] } : tensorOf(type, [1, 2], [0, 1]),
    ]),
  ) as Tensors;
  return {
    name: "identity",
    version,
    bytes: encodeModel(g.finish()),
    inputs: identityTypes.map((type) => ({ name: `in_${type}`, type, shape })),
    outputs: identityTypes.map((type) => ({ name: `out_${type}`, type, shape })),
    warmUp: { feeds, check: noCheck },
  };
}

/** y = version × x + the number of rounds that the greatest x asks for, times 0: it takes as long as x is great. */
export function busyModel(version = 1): ServedModel {
  const g = graph("busy");
  g.input("x", "double", ["N", 1]);
  const rounds = g.node("ReduceMax", ["x"], { attributes: { keepdims: { int: 0 } } });
  const count = g.node("Cast", [rounds], { attributes: { to: { int: 7 } } });
  const body = graph("body", "body_");
  body.input("round", "int64", []);
  body.input("go", "bool", []);
  body.input("sum", "double", []);
  body.node("Identity", ["go"], { outputs: ["still"] });
  body.output("still", "bool", []);
  body.node("Sin", ["sum"], { outputs: ["next"] });
  body.output("next", "double", []);
  const always = g.constant(tensorOf("bool", [], [1]));
  const loop = g.node("Loop", [count, always, g.constant(tensorOf("double", [], [0]))], {
    attributes: { body: { graph: body.finish() } },
    outputs: ["ended"],
  });
  const scaled = g.node("Mul", ["x", g.constant(tensorOf("double", [], [version]))]);
  g.node("Add", [scaled, loop], { outputs: ["y"] });
  g.output("y", "double", ["N", 1]);
  return oneToOne({ name: "busy", version, bytes: encodeModel(g.finish()), type: "double" });
}

/** y = table[x]: the runtime fails on the whole batch where one row's x is outside 0…3. */
export function lookupModel(): ServedModel {
  const g = graph("lookup");
  g.input("x", "int64", ["N", 1]);
  const table = g.constant(tensorOf("int64", [4], [10, 20, 30, 40]));
  g.node("Gather", [table, "x"], { outputs: ["y"] });
  g.output("y", "int64", ["N", 1]);
  return oneToOne({ name: "lookup", version: 1, bytes: encodeModel(g.finish()), type: "int64" });
}

interface OneToOne {
  readonly name: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly type: "double" | "int64";
}

function oneToOne({ name, version, bytes, type }: OneToOne): ServedModel {
  return {
    name,
    version,
    bytes,
    inputs: [{ name: "x", type, shape: [-1, 1] }],
    outputs: [{ name: "y", type, shape: [-1, 1] }],
    warmUp: { feeds: { x: tensorOf(type, [1, 1], [0]) }, check: noCheck },
  };
}

/** Triton's example: INPUT0 and INPUT1, sixteen 32-bit numbers a row; OUTPUT0 is their sum, OUTPUT1 their difference. */
export function simpleModel(): ServedModel {
  const g = graph("simple");
  const shape = [-1, 16];
  for (const name of ["INPUT0", "INPUT1"]) g.input(name, "int32", ["N", 16]);
  g.node("Add", ["INPUT0", "INPUT1"], { outputs: ["OUTPUT0"] });
  g.node("Sub", ["INPUT0", "INPUT1"], { outputs: ["OUTPUT1"] });
  for (const name of ["OUTPUT0", "OUTPUT1"]) g.output(name, "int32", ["N", 16]);
  const row = tensorOf(
    "int32",
    [1, 16],
    Array.from({ length: 16 }, () => 1),
  );
  return {
    name: "simple",
    version: 1,
    bytes: encodeModel(g.finish()),
    inputs: ["INPUT0", "INPUT1"].map((name) => ({ name, type: "int32", shape })),
    outputs: ["OUTPUT0", "OUTPUT1"].map((name) => ({ name, type: "int32", shape })),
    warmUp: { feeds: { INPUT0: row, INPUT1: row }, check: noCheck },
  };
}
