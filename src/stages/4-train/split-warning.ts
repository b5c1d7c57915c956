/** Where a split leaks: what one side could know of the other, counted. */
import type { Definition, SplitDefinition } from "../../core/definition/index.ts";
import { type Engine, quoteIdentifier } from "../../io/engine.ts";
import { labelKnownSql } from "./label.ts";

type WarningRule = (engine: Engine, definition: Definition, sides: Sides) => Promise<string[]>;

/** Paths of the two sides as SQL table expressions. */
interface Sides {
  readonly train: string;
  readonly validation: string;
}

const whole = new Intl.NumberFormat("en-US");

const sharedEntities: WarningRule = async (engine, { events }, { train, validation }) => {
  const entity = quoteIdentifier(events.entity);
  const [found] =
    await engine.all(`SELECT count(DISTINCT ${entity}) AS entities, count(*) AS n FROM ${validation}
    WHERE ${entity} IN (SELECT ${entity} FROM ${train} WHERE ${entity} IS NOT NULL)`);
  const rows = Number(found?.n);
  if (rows === 0) return [];
  return [
    `${whole.format(Number(found?.entities))} values of '${events.entity}' stand on both sides of the random split, with ${whole.format(rows)} validation rows: the metrics may be too good for an entity never seen; split by entity or by time`,
  ];
};

const immatureLabels: WarningRule = async (engine, definition, { train, validation }) => {
  const time = `epoch_us(${quoteIdentifier(definition.events.time)})`;
  const [found] = await engine.all(`SELECT count(*) AS n FROM ${train}
    WHERE ${labelKnownSql(definition)} > (SELECT min(${time}) FROM ${validation})`);
  const rows = Number(found?.n);
  if (rows === 0) return [];
  return [
    `The labels of ${whole.format(rows)} training rows were not yet known when the first validation row happened: at that time a model could not have learned from them`,
  ];
};

export const warningTable: Readonly<Record<SplitDefinition["by"], readonly WarningRule[]>> = {
  time: [immatureLabels],
  entity: [],
  random: [sharedEntities],
};
