/**
 * How each input of the model enters the network. Columns of `encoded`: first those of the numbers and booleans,
 * then one block per text input; within both, in the order of the definition.
 */
import type { FeatureType } from "../../core/definition/index.ts";

/** A number or a boolean: (value − mean) / scale, clipped to ±{@link greatestStandardised}; one column more says that it is missing. */
export interface Standardise {
  readonly kind: "standardise";
  readonly mean: number;
  readonly scale: number;
  readonly impute: number;
  readonly indicator: boolean;
}

/** A text with few values: one column per value, then "unknown" (never seen, or seen once), then "missing". */
export interface OneHot {
  readonly kind: "oneHot";
  /** The most frequent first, equals in the order of their bytes. */
  readonly vocabulary: readonly string[];
}

/** A text with many values: column MurmurHash3(value, seed 0) mod buckets, then "missing". */
export interface Hash {
  readonly kind: "hash";
  readonly buckets: number;
}

/** One input of the exported model, with what preprocessing learned from the training rows. */
export interface EncodedInput {
  readonly name: string;
  readonly type: FeatureType;
  /** How it enters the network: columns [start, start + width) of `encoded`, and their names. */
  readonly start: number;
  readonly encodedNames: readonly string[];
  readonly encoding: Standardise | OneHot | Hash;
}

/** Bound of a standardised value, so that an extreme one neither becomes infinite nor drowns all others. */
export const greatestStandardised = 10;

type Encoding = EncodedInput["encoding"];

const namesByKind: {
  readonly [K in Encoding["kind"]]: (name: string, encoding: Extract<Encoding, { kind: K }>) => string[];
} = {
  standardise: (name, { indicator }) => (indicator ? [name, `${name} is missing`] : [name]),
  oneHot: (name, { vocabulary }) => [
    ...vocabulary.map((value) => `${name} = ${value}`),
    `${name} is unknown`,
    `${name} is missing`,
  ],
  hash: (name, { buckets }) => [
    ...Array.from({ length: buckets }, (_, bucket) => `${name} in bucket ${bucket}`),
    `${name} is missing`,
  ],
};

/** The names of the columns that an input becomes. */
export function encodedNamesOf(name: string, encoding: Encoding): string[] {
  return namesByKind[encoding.kind](name, encoding as never);
}

/** Gives every input its columns: dense ones first, then the blocks of the texts. */
export function layOut(inputs: readonly Pick<EncodedInput, "name" | "type" | "encoding">[]): EncodedInput[] {
  const startOf = new Map<string, number>();
  let start = 0;
  for (const dense of [true, false]) {
    for (const { name, encoding } of inputs) {
      if ((encoding.kind === "standardise") !== dense) continue;
      startOf.set(name, start);
      start += encodedNamesOf(name, encoding).length;
    }
  }
  return inputs.map(({ name, type, encoding }) => ({
    name,
    type,
    start: startOf.get(name) ?? 0,
    encodedNames: encodedNamesOf(name, encoding),
    encoding,
  }));
}

/** The width of `encoded`. */
export function encodedWidth(inputs: readonly EncodedInput[]): number {
  return inputs.reduce((sum, { encodedNames }) => sum + encodedNames.length, 0);
}
