/** Random definitions and streams of events for the property test: what may go wrong, and more often than in life. */
import type { Column, ColumnKind } from "../../src/core/column.ts";
import type { EventsDefinition, Feature } from "../../src/core/definition/index.ts";
import {
  type AggregateNode,
  type Expression,
  type ExpressionNode,
  entity,
  expression,
  type Value,
  type ValueType,
  type Window,
} from "../../src/core/expression/index.ts";
import type { Random } from "../../src/core/random.ts";
import type { OracleEvent } from "./oracle.ts";
import { pick, randomEvent, randomExpression, randomText, testColumns } from "./random-expression.ts";

/** Times fall on few ticks, so that ties and window edges are hit. */
export const tick = 1_000;
const start = 1_700_000_000_000_000;

export interface Scenario {
  readonly events: EventsDefinition;
  readonly features: readonly Feature[];
  readonly stream: readonly OracleEvent[];
}

const own: Readonly<Record<ValueType, readonly string[]>> = {
  number: ["whole", "real", "small"],
  boolean: ["flag"],
  text: ["word", "select 'x\" 列"],
  timestamp: ["moment", "ts"],
};
const past: Readonly<Record<ValueType, readonly string[]>> = {
  ...own,
  number: [...own.number, "small", "paid"],
  boolean: ["flag", "bought"],
};

export function randomDefinition(random: Random): EventsDefinition {
  const columns: Record<string, Column> = {
    ...testColumns,
    event_id: { kind: pick(random, ["text", "integer"] as const) },
    user: { kind: "text" },
    ts: { kind: "timestamp" },
    small: { kind: "integer" },
    known_at: { kind: "timestamp" },
    label_at: { kind: "timestamp" },
    bought: { kind: "boolean" },
    paid: { kind: "number", outcome: true },
  };
  return {
    source: { kind: "csv", paths: ["unread"] },
    id: random.below(5) === 0 ? null : "event_id",
    entity: "user",
    time: "ts",
    known: random.below(3) === 0 ? "known_at" : null,
    label: {
      column: "bought",
      above: null,
      task: "binary",
      maturesAfterMicros: pick(random, [0, 0, 1, 3, 7]) * tick,
      knownColumn: random.below(4) === 0 ? "label_at" : null,
    },
    columns,
    maxRejectedShare: 1,
  };
}

const windows: readonly ((random: Random) => Window)[] = [
  () => ({ kind: "all" }),
  (random) => ({
    kind: "duration",
    micros: pick(random, [1, tick, 2 * tick, 5 * tick, 5 * tick + 1, 20 * tick, 60 * tick]),
  }),
  (random) => ({ kind: "last", events: 1 + random.below(5) }),
];

/** Sums of small whole numbers are exact; means of them too, for a division rounds alike everywhere. */
function randomAggregate(random: Random, type: ValueType, exact: boolean): Expression | undefined {
  const value = (of: ValueType, isExact = exact) =>
    randomExpression(random, of, { depth: random.below(3), exact: isExact, columns: past });
  const summed = () => (exact ? small : value("number"));
  const where = random.below(2) === 0 ? undefined : value("boolean", true);
  const options = where === undefined ? {} : { where: where as Expression<"boolean"> };
  const anyType = pick(random, ["number", "boolean", "text", "timestamp"] as const);
  const makers: Record<ValueType, readonly (() => Expression)[]> = {
    number: [
      () => entity.count(options),
      () => entity.sum(summed() as Expression<"number">, options),
      () => entity.mean(summed() as Expression<"number">, options),
      () => entity.min(value("number") as Expression<"number">, options),
      () => entity.max(value("number") as Expression<"number">, options),
      ...(exact ? [] : [() => entity.standardDeviation(summed() as Expression<"number">, options)]),
      () => entity.first(value("number") as Expression<"number">, options),
      () => entity.last(value("number") as Expression<"number">, options),
      () => entity.timeSinceLast(where as Expression<"boolean"> | undefined),
      () => entity.distinctCount(value(anyType, true), options),
    ],
    boolean: [() => entity.first(value("boolean"), options), () => entity.last(value("boolean"), options)],
    text: [
      () => entity.first(value("text"), options),
      () => entity.last(value("text"), options),
      () => entity.state(options),
    ],
    timestamp: [
      () => entity.first(value("timestamp"), options),
      () => entity.last(value("timestamp"), options),
    ],
  };
  const made = pick(random, makers[type])();
  const node: AggregateNode = { ...(made.node as AggregateNode), window: pick(random, windows)(random) };
  return expression(made.type, node);
}

export function randomFeatures(random: Random, count: number): Feature[] {
  return Array.from({ length: count }, (_, index) => {
    const type = pick(random, ["number", "number", "number", "boolean", "text"] as const);
    const plain = random.below(2) === 0;
    const made = plain
      ? randomAggregate(random, type, random.below(2) === 0)
      : randomExpression(random, type, { depth: 3, columns: own, leaf: randomAggregate });
    const node: ExpressionNode = made?.node ?? { kind: "literal", value: 0, type: "number" };
    return { name: `f${index}`, type, expression: node };
  });
}

const small = expression("number", { kind: "column", column: "small", type: "number" });
const flag = expression("boolean", { kind: "column", column: "flag", type: "boolean" });

const total = entity.sum(small).over("60ms");
const flagged = entity.count({ where: flag });

/** Features that running totals alone answer: beside others, events are kept for those. */
export const totalled: readonly (readonly Feature[])[] = [
  [total],
  [flagged.over("60ms")],
  [total, flagged],
].map((features) => features.map(({ node, type }, index) => ({ name: `f${index}`, type, expression: node })));

const users = ["a", "b", "é", "\u{1F600}", "\uffff"];

function randomRow(
  random: Random,
  definition: EventsDefinition,
  { index, ticks }: { index: number; ticks: number },
): Record<string, Value> {
  const at = start + random.below(ticks) * tick;
  const later = (): Value =>
    random.below(8) === 0 ? null : at + pick(random, [-2, 0, 0, 0, 0.001, 1, 3, 15]) * tick;
  const suffix = pick(random, ["", "\uffff", "\u{10000}", "é", "z"]);
  return {
    ...randomEvent(random),
    event_id:
      definition.columns.event_id?.kind === "integer"
        ? (index * 7_919) % 10_007
        : `${index % 7}${suffix}${index}`,
    user: pick(random, users.slice(0, 3)),
    ts: at,
    small: random.below(6) === 0 ? null : random.below(7) - 2,
    known_at: later(),
    label_at: later(),
    bought: random.below(5) === 0 ? null : random.below(2) === 0,
    paid: random.below(5) === 0 ? null : pick(random, [0, -0, 1, 2.5, 1e9 + 0.001, 1e9 + 0.002, -3.75]),
  };
}

/** A copy of an event, late or otherwise changed, as a queue delivers twice what it promised once. */
function repeated(random: Random, row: Record<string, Value>): Record<string, Value> {
  if (random.below(2) === 0) return row;
  const moved = (value: Value | undefined): Value =>
    typeof value === "number" ? value + (random.below(9) - 4) * tick : null;
  return {
    ...row,
    ts: moved(row.ts) ?? row.ts ?? null,
    known_at: moved(row.known_at),
    small: random.below(9),
    word: randomText(random),
  };
}

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}

export interface StreamOptions {
  readonly size: number;
  /** How many different instants there are. */
  readonly ticks?: number;
}

export function randomStream(
  random: Random,
  definition: EventsDefinition,
  { size, ticks = 40 }: StreamOptions,
): OracleEvent[] {
  const rows = Array.from({ length: size }, (_, index) => randomRow(random, definition, { index, ticks }));
  const twice = rows.filter(() => random.below(6) === 0).map((row) => repeated(random, row));
  const broken = random.below(3) === 0;
  const all = [...rows, ...twice].map((row) => {
    if (!broken || random.below(12) > 0) return row;
    return { ...row, [pick(random, ["user", "ts", "event_id"])]: null };
  });
  return shuffled(random, all).map((row, index) => ({ ...row, _aw_row: index + 1 }));
}

export function randomScenario(random: Random): Scenario {
  const events = randomDefinition(random);
  return {
    events,
    features: randomFeatures(random, 4),
    stream: randomStream(random, events, { size: 5 + random.below(40) }),
  };
}

export function kindsOf({ columns }: EventsDefinition): Record<string, { kind: ColumnKind }> {
  return columns;
}
