/** Element types and tensors as plain data: what runs a model needs no more of ONNX than this. */

/** ONNX's number of each element type, and the array that holds its elements (float16 as bits). */
export const elementTypes = {
  float: { code: 1, array: Float32Array },
  uint8: { code: 2, array: Uint8Array },
  int8: { code: 3, array: Int8Array },
  uint16: { code: 4, array: Uint16Array },
  int16: { code: 5, array: Int16Array },
  int32: { code: 6, array: Int32Array },
  int64: { code: 7, array: BigInt64Array },
  string: { code: 8, array: null },
  bool: { code: 9, array: Uint8Array },
  float16: { code: 10, array: Uint16Array },
  double: { code: 11, array: Float64Array },
  uint32: { code: 12, array: Uint32Array },
  uint64: { code: 13, array: BigUint64Array },
} as const;

export type ElementType = keyof typeof elementTypes;

interface TensorData {
  readonly float: Float32Array;
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly uint16: Uint16Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly string: readonly string[];
  readonly bool: Uint8Array;
  readonly float16: Uint16Array;
  readonly double: Float64Array;
  readonly uint32: Uint32Array;
  readonly uint64: BigUint64Array;
}

/** Row-major elements of one type; `shape` multiplies to their number, `[]` is a scalar. */
export type Tensor<T extends ElementType = ElementType> = {
  readonly [K in T]: { readonly type: K; readonly shape: readonly number[]; readonly data: TensorData[K] };
}[T];
