/** Texts of JSON: by a schema, then damaged with what no serialiser would write. */
import fc from "fast-check";
import type { Schema } from "./openapi-walk.ts";

const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/** Put where a value was, as they are: JSON.stringify() writes none of them. */
const oddTexts = [
  ...["null", "true", "-1", "-0", "1e308", "1e999", "-1e999", "9007199254740993", "0.1e-400", "2147483648"],
  ...["123456789012345678901234567890", "1".repeat(5_000), "NaN", "Infinity", "undefined", "01", "0x10"],
  ...['""', '"NaN"', '"FP64"', '"9999-12-31T23:59:59Z"', '"-271821-04-20"', '"0001-01-01"', '"1e5"'],
  ...['"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"a\\u0000b"', '"\u0000"', '"\\x41"', '"\\', '"\u202e"'],
  ...["[]", "{}", "[null]", "[[[[]]]]", deep(31), deep(40), deep(5_000), "[-1]", "[1e9,1e9]", "[0,1]"],
  ...['{"__proto__":{"x":1}}', '{"\\u005f_proto__":null}', '{"constructor":{"prototype":{"x":1}}}'],
  ...[
    '{"a":1,"a":2}',
    '{"":0}',
    '{"b64":"!"}',
    '{"b64":"/w=="}',
    '{"toString":1,"valueOf":null,"length":-1}',
  ],
  ...[
    `"${"x".repeat(1_025)}"`,
    `"${"é".repeat(60_000)}"`,
    `[${"0,".repeat(20_000)}0]`,
    "[,]",
    "{,}",
    "//",
    "",
  ],
] as const;

/** Keys that mean something elsewhere. */
const oddKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "length",
  "",
  "\u0000",
];

type Path = readonly number[];
type Tree = Record<string, unknown>;

/** Marks a place for one of {@link oddTexts}. */
const markOf = (index: number) => `odd text ${index}`;
const marks = /"odd text (\d+)"/g;

/** The text of `value`, with what stands for odd texts replaced by them. */
function write(value: unknown): string {
  return (JSON.stringify(value) ?? "").replaceAll(marks, (_, index) => oddTexts[Number(index)] ?? "");
}

/** `value` with `change` applied in the place that `path` leads to. */
function changed(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return change(value);
  const keys = Object.keys(value);
  const key = keys[step % keys.length];
  if (key === undefined) return change(value);
  const inner = changed((value as Tree)[key], rest, change);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
}

function without(value: unknown, step: number): unknown {
  if (typeof value !== "object" || value === null) return null;
  const gone = step % Math.max(1, Object.keys(value).length);
  if (Array.isArray(value)) return value.toSpliced(gone, 1);
  return Object.fromEntries(Object.entries(value).filter((_, at) => at !== gone));
}

function withMore(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return [...value, ...value];
  if (typeof value !== "object" || value === null) return { [key]: value };
  return Object.fromEntries([...Object.entries(value), [key, 1]]);
}

const change: fc.Arbitrary<(value: unknown) => unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(oddTexts.length - 1).map((index) => () => markOf(index)) },
  fc.jsonValue().map((put) => () => put),
  fc.nat(20).map((step) => (value: unknown) => without(value, step)),
  fc.constantFrom(...oddKeys).map((key) => (value: unknown) => withMore(value, key)),
  fc.constant((value: unknown) => [value]),
  fc.constant((value: unknown) => JSON.stringify(value)),
);

/** The text of a value of `values`, changed in up to three places. */
export function damagedText(values: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const changes = fc.array(fc.tuple(fc.array(fc.nat(12), { maxLength: 5 }), change), { maxLength: 3 });
  return fc
    .tuple(values, changes)
    .map(([value, all]) => write(all.reduce((before, [path, by]) => changed(before, path, by), value)));
}

/** Values that fit `schema`, as far as its words go. */
export function schemaValue(schema: Schema): fc.Arbitrary<unknown> {
  const options = schema.anyOf as readonly Schema[] | undefined;
  if (options !== undefined) return fc.oneof(...options.map(schemaValue));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as readonly unknown[]));
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => schemaValue({ ...schema, type })));
  const write = byType[String(schema.type)];
  return write === undefined ? fc.jsonValue() : write(schema);
}

const byType: Readonly<Record<string, (schema: Schema) => fc.Arbitrary<unknown>>> = {
  string: () => fc.string({ unit: "binary", maxLength: 40 }),
  boolean: () => fc.boolean(),
  number: () => fc.double({ noNaN: true }),
  integer({ minimum = -(2 ** 31) }) {
    const min = Math.max(Number(minimum), -(2 ** 31));
    return fc.integer({ min, max: Math.max(min, 20) });
  },
  array: ({ items = {} }) => fc.array(schemaValue(items as Schema), { maxLength: 4 }),
  object({ properties = {}, required = [], additionalProperties }) {
    const requiredKeys = required as readonly string[];
    const named = Object.entries(properties as Readonly<Record<string, Schema>>);
    const fields = Object.fromEntries(named.map(([name, schema]) => [name, schemaValue(schema)]));
    if (additionalProperties === undefined) return fc.record(fields, { requiredKeys: [...requiredKeys] });
    return fc.dictionary(fc.string(), schemaValue(additionalProperties as Schema), { maxKeys: 5 });
  },
};
