/** The documents of the Open Inference Protocol v2, REST. */
import { z } from "zod";
import { datatypeNames } from "./datatype.ts";

const parameters = z
  .record(z.string(), z.union([z.boolean(), z.number(), z.string()]))
  .meta({ description: "Extensions' parameters; unknown ones are ignored." });

/** Its elements are checked against the datatype later: to look at each twice would cost the most of a request. */
const data = z
  .custom<readonly unknown[]>(Array.isArray, "it is no array")
  .meta({ type: "array", description: "Flat or nested, row by row; null is a missing value." });

const shape = z.array(z.int().min(0)).max(8);
const name = z.string();
const datatype = z.enum(datatypeNames);

export const inferRequestSchema = z.object({
  id: z.string().max(256).optional(),
  parameters: parameters.optional(),
  inputs: z
    .array(z.object({ name, shape, datatype, parameters: parameters.optional(), data: data.optional() }))
    .max(4_096),
  outputs: z
    .array(z.object({ name, parameters: parameters.optional() }))
    .max(4_096)
    .optional(),
});
export type InferRequest = z.infer<typeof inferRequestSchema>;

export const inferReplySchema = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(
    z.object({ name, shape, datatype, parameters: parameters.optional(), data: data.optional() }),
  ),
});

const tensorMetadata = z.object({ name, datatype, shape: z.array(z.int()) });

export const modelMetadataSchema = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.string(),
  inputs: z.array(tensorMetadata),
  outputs: z.array(tensorMetadata),
});

export const serverMetadataSchema = z.object({
  name: z.string(),
  version: z.string(),
  extensions: z.array(z.string()),
});
