export {
  type AggregateOptions,
  type BooleanExpression,
  columnExpression,
  type Entity,
  type Expression,
  type ExpressionOf,
  entity,
  expression,
  type NumberExpression,
  type Operand,
  type TextExpression,
  type TimestampExpression,
  type Windowed,
} from "./build.ts";
export { describeExpression } from "./describe.ts";
export { compileRow, type EventValues, evaluateRow, type RowFunction, readValue } from "./evaluate.ts";
export {
  type AggregateFunction,
  type AggregateNode,
  aggregateFunctions,
  type CallNode,
  type ColumnNode,
  type ExpressionNode,
  type LiteralNode,
  type RowOperator,
  rowOperators,
  type Value,
  type ValueType,
  valueTypeOfColumn,
  type Window,
  walk,
} from "./node.ts";
