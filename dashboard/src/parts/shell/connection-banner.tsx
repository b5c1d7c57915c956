import { Alert } from "@mantine/core";
import type { ReactNode } from "react";
import { useConnected } from "../../api/connection.ts";

/** Says that what is shown may be old, until the server answers again. */
export function ConnectionBanner(): ReactNode {
  if (useConnected()) return null;
  return (
    <Alert color="orange" title="The connection is lost" mb="md" role="status">
      What you see may be old. The page asks again by itself, and mends this when the server answers.
    </Alert>
  );
}
