/**
 * Builds an ONNX graph node by node. Values are known by their names; names that nobody chose are numbered in the
 * order of making, so that the same calls give the same bytes.
 */
import { create } from "@bufbuild/protobuf";
import { type Attributes, encodeAttribute } from "./attribute.ts";
import { type ElementType, elementTypes, type Tensor } from "./element-type.ts";
import {
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./onnx_pb.gen.ts";
import { encodeTensor } from "./tensor.ts";

/** A number, or the name of a size that is known only at run time. */
export type Dimension = number | string;

export interface NodeOptions {
  readonly attributes?: Attributes;
  /** Names of the outputs; where more are needed than one, they must be named. */
  readonly outputs?: readonly string[];
  readonly name?: string;
  /** `"ai.onnx.ml"` or `"com.microsoft"`; the standard operators unless told. */
  readonly domain?: string;
}

export interface Graph {
  /** Declares an input and returns its name. */
  input(name: string, type: ElementType, shape: readonly Dimension[]): string;
  /** Declares that the value `name` is an output; its shape may be left to the runtime. */
  output(name: string, type: ElementType, shape?: readonly Dimension[]): void;
  /** Adds a named constant and returns its name. */
  initialiser(name: string, tensor: Tensor): string;
  /** Adds a constant that needs no name of its own; equal small ones are kept once. */
  constant(tensor: Tensor): string;
  /** Adds a node and returns the name of its first output. */
  node(operator: string, inputs: readonly string[], options?: NodeOptions): string;
  finish(): GraphProto;
}

/** An empty graph; `prefix` stands before its numbered names, which a graph inside another one needs. */
export function graph(name: string, prefix = ""): Graph {
  const proto = create(GraphProtoSchema, { name });
  const constants = new Map<string, string>();
  let numbered = 0;
  let constantsMade = 0;
  function initialiser(initialiserName: string, tensor: Tensor): string {
    proto.initializer.push(encodeTensor(initialiserName, tensor));
    return initialiserName;
  }
  return {
    input(inputName, type, shape) {
      proto.input.push(valueInfo(inputName, type, shape));
      return inputName;
    },
    output(outputName, type, shape) {
      proto.output.push(valueInfo(outputName, type, shape));
    },
    initialiser,
    constant(tensor) {
      const key = tensor.data.length > 64 ? null : constantKey(tensor);
      const known = key === null ? undefined : constants.get(key);
      if (known !== undefined) return known;
      constantsMade += 1;
      const made = initialiser(`${prefix}constant_${constantsMade}`, tensor);
      if (key !== null) constants.set(key, made);
      return made;
    },
    node(operator, inputs, options = {}) {
      numbered += 1;
      const made = nodeProto(operator, inputs, `${prefix}${operator}_${numbered}`, options);
      proto.node.push(made);
      return made.output[0] ?? "";
    },
    finish: () => proto,
  };
}

function nodeProto(
  operator: string,
  inputs: readonly string[],
  numberedName: string,
  options: NodeOptions,
): NodeProto {
  const { attributes = {}, outputs = [numberedName], name = numberedName, domain = "" } = options;
  return create(NodeProtoSchema, {
    opType: operator,
    name,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
  });
}

function constantKey({ type, shape, data }: Tensor): string {
  return `${type} ${shape.join("x")} ${Array.from(data as ArrayLike<unknown>, (element) => (Object.is(element, -0) ? "-0" : String(element))).join(",")}`;
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[] | undefined): ValueInfoProto {
  const elemType = elementTypes[type].code;
  const dim = shape?.map((size) => ({
    value:
      typeof size === "number"
        ? { case: "dimValue" as const, value: BigInt(size) }
        : { case: "dimParam" as const, value: size },
  }));
  const value = {
    case: "tensorType" as const,
    value: dim === undefined ? { elemType } : { elemType, shape: { dim } },
  };
  return create(ValueInfoProtoSchema, { name, type: { value } });
}
