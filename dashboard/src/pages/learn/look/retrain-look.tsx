import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount, formatSpan } from "../../../parts/format.ts";
import { FlowBoxes } from "../flow-boxes.tsx";
import type { WayProps } from "../way-props.ts";

/** The brakes in their order, with what this run has at each. */
export function RetrainLook({ page: { facts } }: WayProps): ReactNode {
  const { retrain, validation, packaged, data, rules } = facts;
  const gates = validation?.gates ?? [];
  return (
    <Stack gap="md">
      <FlowBoxes
        label="What a challenger has to pass"
        boxes={[
          {
            title: "How often",
            text: `at most ${retrain.perDay} a day, ${formatSpan(retrain.coolDownMs)} apart`,
          },
          { title: "Clean rows", text: `${rules} rules, the same as ever` },
          { title: "Labels", text: "those in doubt are set aside" },
          {
            title: "Gates",
            text: gates.length === 0 ? "none declared" : gates.map(({ title }) => title).join(", "),
          },
          {
            title: "Same unseen rows",
            text: `${packaged === null ? "the champion" : `version ${packaged.version}`} beside it, on about ${formatCount(data.split?.validationRows)} rows`,
          },
          { title: "Every slice", text: `${formatCount(validation?.slices.length)} were measured here` },
          { title: "Policy", text: `“${retrain.promote}”` },
        ]}
      />
      <Text size="sm" c="dimmed">
        What fails at one of them does not take over. The champion goes on answering.
      </Text>
    </Stack>
  );
}
