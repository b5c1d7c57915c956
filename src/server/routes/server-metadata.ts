import { ownVersion } from "../../io/own-version.ts";
import { serverMetadataSchema } from "../open-inference/schema.ts";
import type { Route } from "../route.ts";

export const serverMetadataRoute: Route = {
  method: "GET",
  paths: ["/v2", "/v2/"],
  scope: "predict",
  summary: "What this server is",
  reply: serverMetadataSchema,
  handle: () => ({
    body: {
      name: "airworthy",
      version: ownVersion(),
      extensions: ["binary_tensor_data", "model_configuration", "model_repository"],
    },
  }),
};
