/** Random row expressions and events for the property tests of features. */
import {
  columnExpression,
  type Expression,
  type ExpressionNode,
  type ExpressionOf,
  expression,
  type Value,
  type ValueType,
} from "../../src/core/expression/index.ts";
import type { Random } from "../../src/core/random.ts";

export const testColumns = {
  whole: { kind: "integer" },
  real: { kind: "number" },
  flag: { kind: "boolean" },
  word: { kind: "text" },
  "select 'x\" 列": { kind: "category" },
  moment: { kind: "timestamp" },
} as const;

export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[random.below(values.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}

const numbers = [0, -0, 1, -1, 2, 3, 0.5, -2.5, 0.1, 10, 100, 1e-9, -1e-300, 5e-324, 1e200, 1e308, -1e308];
const wholes = [0, 1, -1, 2, 3, 5, 10, -7, 1_000, 2 ** 40, 2 ** 53 - 1, -(2 ** 53 - 1)];
const letters = [
  "a",
  "B",
  "z",
  "É",
  "é",
  "İ",
  "ß",
  "Σ",
  "ς",
  "Я",
  "я",
  "ÿ",
  "Ÿ",
  "e\u0301",
  "列",
  "𝒳",
  "🤦🏼‍♂️",
  "'",
  '"',
  "\\",
  "%",
  "_",
  " ",
  "\uffff",
  "\u{10000}",
  "Ⅷ",
  "ẞ",
  "Ω",
  "K",
];
const micros = [
  0, -1, 1, 1_000_000, -86_400_000_001, 1_700_000_000_000_000, 1_735_689_599_999_999, -2_208_988_800_000_000,
];

export function randomText(random: Random): string {
  return Array.from({ length: random.below(4) }, () => pick(random, letters)).join("");
}

const valueOfKind = {
  integer: (random: Random): Value => (random.below(2) === 0 ? pick(random, wholes) : random.below(5) - 1),
  number: (random: Random): Value =>
    random.below(2) === 0 ? pick(random, numbers) : random.below(2_000) / 8 - 100,
  boolean: (random: Random): Value => random.below(2) === 0,
  text: randomText,
  category: randomText,
  timestamp: (random: Random): Value => pick(random, micros) + random.below(3),
};

/** An event with a value, or now and then none, in each column. */
export function randomEvent(random: Random): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(testColumns).map(([name, { kind }]) => [
      name,
      random.below(6) === 0 ? null : valueOfKind[kind](random),
    ]),
  );
}

export interface RandomExpressionOptions {
  readonly depth: number;
  /** Leave out what is inexact (log1p), whose last bit differs between engines. */
  readonly exact?: boolean;
  /** The columns of each type that may be read. */
  readonly columns?: Readonly<Record<ValueType, readonly string[]>>;
  /** A leaf of the type, beside columns and literals. */
  readonly leaf?: (random: Random, type: ValueType, exact: boolean) => Expression | undefined;
}

type Make<T extends ValueType> = (random: Random, options: RandomExpressionOptions) => ExpressionOf<T>;

const ownColumns: Readonly<Record<ValueType, readonly string[]>> = {
  number: ["whole", "real"],
  boolean: ["flag"],
  text: ["word", "select 'x\" 列"],
  timestamp: ["moment"],
};

function columnOf<T extends ValueType>(
  random: Random,
  type: T,
  columns: Readonly<Record<ValueType, readonly string[]>> = ownColumns,
): ExpressionOf<T> {
  return columnExpression(pick(random, columns[type]), type);
}

function literalOf<T extends Exclude<ValueType, "timestamp">>(random: Random, type: T): ExpressionOf<T> {
  const kind = type === "number" ? pick(random, ["integer", "number"] as const) : type;
  const value = valueOfKind[kind as "number"](random) as Exclude<Value, null>;
  return expression(type, { kind: "literal", value, type } satisfies ExpressionNode);
}

const number: Make<"number"> = (random, options) => {
  const next = { ...options, depth: options.depth - 1 };
  const x = () => randomExpression(random, "number", next);
  const t = () => randomExpression(random, "timestamp", next);
  const exact = () => randomExpression(random, "number", { ...next, exact: true });
  const edges = Array.from({ length: random.below(4) }, () => random.below(20) - 5).sort((a, b) => a - b);
  const makers = [
    () => x().plus(x()),
    () => x().minus(x()),
    () => x().times(x()),
    () => x().dividedBy(exact()),
    () => x().negate(),
    () => x().abs(),
    () => (options.exact ? x() : x().log1p()),
    () => x().clip({ min: -random.below(3), max: random.below(50) }),
    () => exact().bucket(edges),
    () => exact().coalesce(x()),
    () => randomExpression(random, "boolean", next).choose(x(), x()),
    () => randomExpression(random, "boolean", next).toNumber(),
    () => randomExpression(random, "text", next).length(),
    () => t().hourOfDay(),
    () => t().dayOfWeek(),
    () => t().secondsSince(t()),
  ];
  return pick(random, makers)();
};

const boolean: Make<"boolean"> = (random, options) => {
  const next = { ...options, depth: options.depth - 1 };
  const b = () => randomExpression(random, "boolean", next);
  const s = () => randomExpression(random, "text", next);
  const ordered = pick(random, ["number", "timestamp"] as const);
  // Comparisons flip on a last bit, so what they compare is exact.
  const o = () => randomExpression(random, ordered as "number", { ...next, exact: true });
  const makers = [
    () => b().and(b()),
    () => b().or(b()),
    () => b().not(),
    () => b().equals(b()),
    () => b().coalesce(b()),
    () => b().choose(b(), b()),
    () =>
      randomExpression(random, pick(random, ["number", "boolean", "text", "timestamp"] as const), {
        ...next,
        exact: true,
      }).isMissing(),
    () => o().gt(o()),
    () => o().gte(o()),
    () => o().lt(o()),
    () => o().lte(o()),
    () => o().equals(o()),
    () => o().notEquals(o()),
    () => s().equals(s()),
    () => s().notEquals(randomText(random)),
    () => s().contains(randomText(random)),
    () => s().oneOf(Array.from({ length: random.below(4) }, () => randomText(random))),
  ];
  return pick(random, makers)();
};

const text: Make<"text"> = (random, options) => {
  const next = { ...options, depth: options.depth - 1 };
  const s = () => randomExpression(random, "text", next);
  return pick(random, [
    () => s().lower(),
    () => s().coalesce(randomText(random)),
    () => randomExpression(random, "boolean", next).choose(s(), s()),
  ])();
};

const timestamp: Make<"timestamp"> = (random, options) => {
  const t = () => randomExpression(random, "timestamp", { ...options, depth: options.depth - 1 });
  return pick(random, [
    () => t().coalesce(t()),
    () => randomExpression(random, "boolean", { ...options, depth: options.depth - 1 }).choose(t(), t()),
  ])();
};

const makers: { readonly [T in ValueType]: Make<T> } = { number, boolean, text, timestamp };

/** A random row expression of `type`, at most `depth` operators deep. */
export function randomExpression<T extends ValueType>(
  random: Random,
  type: T,
  options: RandomExpressionOptions,
): ExpressionOf<T> {
  if (options.depth > 0 && random.below(5) > 0) return makers[type](random, options);
  const leaf = random.below(2) === 0 ? options.leaf?.(random, type, options.exact === true) : undefined;
  if (leaf !== undefined) return leaf as ExpressionOf<T>;
  if (type !== "timestamp" && random.below(3) === 0) {
    return literalOf(random, type as "number") as unknown as ExpressionOf<T>;
  }
  return columnOf(random, type, options.columns);
}
