import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount, formatNumber, formatShare } from "../../../parts/format.ts";
import { FlowBoxes } from "../flow-boxes.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** The way that a row goes in training and in production: the same definition, and the same file. */
export function ServeLook({ page: { facts } }: WayProps): ReactNode {
  const { answer, packaged, data } = facts;
  if (answer === null || packaged === null) return <NothingHere />;
  const { trace } = answer;
  const { decision } = trace;
  const said = (value: boolean | string | number) =>
    typeof value === "number" ? formatNumber(value) : String(value);
  const probability = decision.probability === null ? "" : ` (${formatShare(decision.probability, 2)})`;
  const shared = [
    { title: "Features", text: `${data.features.length} definitions, written once` },
    {
      title: "The model's file",
      text: `${trace.inputs.length} inputs become ${trace.encoded.length} numbers, then the network`,
    },
  ];
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={600} mb={6}>
          When it was measured
        </Text>
        <FlowBoxes
          label="When it was measured"
          boxes={[
            { title: "A table", text: `${formatCount(facts.validation?.rows)} unseen rows` },
            ...shared,
            { title: "The example's answer", text: said(answer.packaged), state: "good" },
          ]}
        />
      </div>
      <div>
        <Text size="sm" fw={600} mb={6}>
          When it is asked now
        </Text>
        <FlowBoxes
          label="When it is asked now"
          boxes={[
            { title: "One event", text: Object.keys(answer.raw).join(", ") },
            ...shared,
            {
              title: "The example's answer",
              text: `${said(decision.prediction)}${probability}`,
              state: decision.prediction === answer.packaged ? "good" : "bad",
            },
          ]}
        />
      </div>
      <Text size="xs" c="dimmed">
        The two boxes in the middle are the same thing, not two that agree: one definition, and one signed
        file.
      </Text>
    </Stack>
  );
}
