/** Definitions for the proof of replay: every clock and kind of window, and rules that repair and reject. */

import type { Random } from "../../src/core/random.ts";
import {
  boolean,
  category,
  csv,
  type Definition,
  integer,
  number,
  pipeline,
  rows,
  text,
  timestamp,
} from "../../src/index.ts";

export const tickMicros = 1_000;

const base = pipeline({
  name: "replayed",
  events: {
    source: csv("unread.csv"),
    id: "event_id",
    entity: "user_id",
    time: "ts",
    known: "seen_at",
    label: "bought",
    columns: {
      event_id: text(),
      user_id: text({ pii: true }),
      ts: timestamp(),
      seen_at: timestamp(),
      label_at: timestamp(),
      "select 'x\" ~/列": category(),
      amount: number(),
      small: integer(),
      flag: boolean(),
      word: text(),
      paid: number({ outcome: true }),
      bought: boolean(),
    },
  },
  clean: ({ amount, small, word, ts }) => [
    small.isOutside({ min: -3, max: 6 }).clip("small is clipped"),
    amount.isMissing().impute(0.25, "no amount is a quarter"),
    rows(word.equals("bad")).drop("a bad word"),
    ts.isFuture("5ms").drop("from the future"),
  ],
  features: ({ amount, small, flag, word, bought, paid, user, "select 'x\" ~/列": odd }) => ({
    events: user.count(),
    recent: user.count().over("12ms"),
    total: user.sum(amount),
    recent_total: user.sum(amount).over("9ms"),
    net: user.sum(amount).over("20ms").minus(user.sum(amount).over("7ms")),
    whole: user.sum(small).over("15ms"),
    average: user.mean(amount).overLast(3),
    spread: user.standardDeviation(amount),
    least: user.min(small).overLast(4),
    most: user.max(amount).over("30ms"),
    first_word: user.first(word),
    last_word: user.last(word).overLast(2),
    words: user.distinctCount(odd).over("25ms"),
    since: user.timeSinceLast(flag),
    state: user.state({ where: flag }).over("6ms"),
    logarithm: user.sum(amount).log1p(),
    ratio: user.count({ where: flag }).dividedBy(user.count()),
    plain: amount.times(small).plus(1),
    bought_before: user.count({ where: bought }),
    bought_rate: user.mean(bought.toNumber()).over("40ms"),
    last_bought: user.last(bought).overLast(3),
    unlabelled: user.count({ where: bought.isMissing() }),
    paid_sum: user.sum(paid),
    bought_words: user.distinctCount(word, { where: bought }).overLast(5),
  }),
});

/** With some of the rules and features, with or without ids, known times and times of labels. */
export function randomDefinition(random: Random): Definition {
  const oneOf = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const chosen = base.features.filter(() => random.below(3) === 0);
  const features = chosen.length === 0 ? base.features.slice(0, 2) : chosen;
  const { label } = base.events;
  const own = ["small is clipped", "no amount is a quarter", "a bad word", "from the future"];
  return {
    ...base,
    rules: base.rules.filter(({ name }) => !own.includes(name) || random.below(4) > 0),
    features,
    inputs: [
      ...features.map(({ name, type }) => ({ name, type, origin: "feature" as const })),
      { name: "amount", type: "number", origin: "column" },
      { name: "flag", type: "boolean", origin: "column" },
      { name: "select 'x\" ~/列", type: "text", origin: "column" },
      { name: "ts", type: "number", origin: "column" },
    ],
    events: {
      ...base.events,
      id: random.below(6) === 0 ? null : "event_id",
      known: oneOf([null, null, "seen_at"]),
      label: {
        ...label,
        maturesAfterMicros: oneOf([0, 0, 1, 4, 12]) * tickMicros,
        knownColumn: oneOf([null, null, "label_at"]),
      },
    },
  };
}
