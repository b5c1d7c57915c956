/**
 * Tensors as bytes (Triton's binary tensor data extension): little-endian, row by row; BOOL one byte each; BYTES a
 * length (32 bits) and UTF-8 each, for the runtime's texts are Unicode.
 */
import { elementTypes, type Tensor } from "../../core/onnx/element-type.ts";
import type { Feed } from "../../stages/7-serve/index.ts";
import { invalidRequest } from "../invalid-request.ts";
import { elementCount, type TensorPlace } from "./json-tensor.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The tensor in `bytes`, over their memory; REQUEST_INVALID where they are too few, too many or no UTF-8. */
export function readBinaryTensor(place: TensorPlace, bytes: Uint8Array): Feed {
  const { name, type, shape } = place;
  const count = elementCount(shape);
  if (type === "string") return { type, shape, data: readTexts(name, count, bytes) };
  const { array } = elementTypes[type];
  const wanted = count * array.BYTES_PER_ELEMENT;
  if (bytes.length !== wanted)
    throw invalidRequest(
      `The input '${name}' has ${bytes.length} bytes, wanted ${wanted} for its shape [${shape}].`,
    );
  if (type === "bool" && bytes.some((bit) => bit > 1))
    throw invalidRequest(`The input '${name}' has a byte other than 0 and 1, wanted BOOL.`);
  return { type, shape, bytes };
}

function readTexts(name: string, count: number, bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length && texts.length < count) {
    const length = at + 4 <= bytes.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > bytes.length)
      throw invalidRequest(`Element ${texts.length} of the input '${name}' is longer than its bytes.`);
    texts.push(readTextElement(name, texts.length, bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  if (texts.length === count && at === bytes.length) return texts;
  throw invalidRequest(
    `The input '${name}' does not hold exactly ${count} elements in its ${bytes.length} bytes.`,
  );
}

/** The text in the bytes of one element; REQUEST_INVALID where they are no UTF-8. */
export function readTextElement(name: string, index: number, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw invalidRequest(
      `Element ${index} of the input '${name}' is not UTF-8, wanted BYTES of UTF-8.`,
      cause,
    );
  }
}

/** The bytes of a tensor. */
export function binaryTensor({ type, data }: Tensor): Uint8Array {
  if (type !== "string") return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const parts = data.flatMap((text) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}
