/** The parser of expressions as they stand in a manifest: what comes out is an {@link ExpressionNode}. */
import { z } from "zod";
import { aggregateFunctions, type ExpressionNode, rowOperators } from "../../core/expression/index.ts";

const valueType = z.enum(["number", "boolean", "text", "timestamp"]);
const literal = z.union([z.number(), z.boolean(), z.string()]);

const window = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("duration"), micros: z.number().positive() }),
  z.object({ kind: z.literal("last"), events: z.int().positive() }),
  z.object({ kind: z.literal("all") }),
]);

export const expressionSchema: z.ZodType<ExpressionNode> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("column"), column: z.string(), type: valueType }),
    z.object({ kind: z.literal("literal"), value: literal, type: valueType }),
    z.object({
      kind: z.literal("call"),
      operator: z.enum(rowOperators),
      operands: z.array(expressionSchema),
      type: valueType,
    }),
    z.object({
      kind: z.literal("aggregate"),
      function: z.enum(aggregateFunctions),
      value: expressionSchema.nullable(),
      where: expressionSchema.nullable(),
      window,
      type: valueType,
    }),
  ]),
);
