import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ListedPrediction } from "../../api/schema.gen.ts";

/** The label that holds, and whether the answer was right. */
export function VerdictText({ prediction }: { readonly prediction: ListedPrediction }): ReactNode {
  const { label, right, opinions } = prediction;
  if (label === null)
    return (
      <Text span size="sm" c="dimmed">
        none yet
      </Text>
    );
  const dispute =
    opinions < 2 ? null : (
      <Text size="xs" c="dimmed">
        sources disagree
      </Text>
    );
  const words = String(label);
  if (right === null)
    return (
      <>
        {words}
        {dispute}
      </>
    );
  return (
    <>
      <Text span size="sm" c={right ? "var(--state-good)" : "var(--state-bad)"}>
        {right ? "✓" : "✗"} {words}, {right ? "right" : "wrong"}
      </Text>
      {dispute}
    </>
  );
}
