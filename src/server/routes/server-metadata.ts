import { serverMetadata } from "../open-inference/metadata.ts";
import { serverMetadataSchema } from "../open-inference/schema.ts";
import type { Route } from "../route.ts";

export const serverMetadataRoute: Route = {
  method: "GET",
  paths: ["/v2", "/v2/"],
  scope: "predict",
  summary: "What this server is",
  reply: serverMetadataSchema,
  handle: () => ({ body: serverMetadata("binary_tensor_data") }),
};
