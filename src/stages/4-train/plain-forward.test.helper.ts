/** What an exported model answers, in plain TypeScript and double precision: the oracle of `export.test.ts`. */
import type { Task } from "../../core/metric.ts";
import type { EncodedInput } from "./encoded-input.ts";
import type { Layer } from "./inference-graph.ts";

export type PlainRow = Readonly<Record<string, string | number | boolean | null>>;

export interface PlainAnswer {
  readonly encoded: readonly number[];
  readonly hidden: readonly (readonly number[])[];
  readonly logit: readonly number[];
  /** Probabilities, or the value. */
  readonly answer: readonly number[];
}

export interface PlainModel {
  readonly inputs: readonly EncodedInput[];
  readonly layers: readonly Layer[];
  readonly task: Task;
  readonly target: { readonly mean: number; readonly scale: number };
}

export function plainForward({ inputs, layers, task, target }: PlainModel, row: PlainRow): PlainAnswer {
  const encoded: number[] = [];
  for (const input of inputs) {
    encode(input, row[input.name] ?? null).forEach((value, index) => {
      encoded[input.start + index] = value;
    });
  }
  let values: readonly number[] = encoded;
  const hidden: (readonly number[])[] = [];
  layers.forEach(({ outputs, weight, bias }, index) => {
    const before = values;
    values = Array.from(bias, (shift, output) =>
      before.reduce(
        (sum, value, place) => sum + value * (weight[place * outputs + output] ?? Number.NaN),
        shift,
      ),
    );
    if (index === layers.length - 1) return;
    values = values.map((value) => Math.max(0, value));
    hidden.push(values);
  });
  return { encoded, hidden, logit: values, answer: answerTable[task](values, target) };
}

const answerTable: Readonly<
  Record<Task, (logit: readonly number[], target: PlainModel["target"]) => number[]>
> = {
  binary: ([logit = 0]) => [1 / (1 + Math.exp(-logit))],
  multiclass(logit) {
    const powers = logit.map((value) => Math.exp(value - Math.max(...logit)));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  },
  regression: ([logit = 0], { mean, scale }) => [logit * scale + mean],
};

function encode({ encoding, encodedNames }: EncodedInput, value: string | number | boolean | null): number[] {
  if (encoding.kind === "standardise") {
    const { mean, scale, impute, indicator } = encoding;
    const scaled = ((value === null ? impute : Number(value)) - mean) / scale;
    const clipped = Math.fround(Math.min(10, Math.max(-10, scaled)));
    return indicator ? [clipped, value === null ? 1 : 0] : [clipped];
  }
  const width = encodedNames.length;
  let place = width - 1;
  if (value !== null && value !== "") {
    if (encoding.kind === "hash") place = murmurHash3(String(value)) % encoding.buckets;
    else {
      const known = encoding.vocabulary.indexOf(String(value));
      place = known < 0 ? width - 2 : known;
    }
  }
  return Array.from({ length: width }, (_, index) => (index === place ? 1 : 0));
}

/** MurmurHash3 by Appleby, x86, 32 bit, seed 0, of the UTF-8 bytes. */
export function murmurHash3(text: string): number {
  const bytes = new TextEncoder().encode(text);
  const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));
  const mix = (word: number) => Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  const tail = bytes.length & ~3;
  let hash = 0;
  for (let at = 0; at < tail; at += 4) {
    const word = new DataView(bytes.buffer).getUint32(at, true);
    hash = Math.imul(rotate(hash ^ mix(word), 13), 5) + 0xe6546b64;
  }
  const last = bytes.subarray(tail).reduceRight((word, byte) => (word << 8) | byte, 0);
  if (tail < bytes.length) hash ^= mix(last);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
