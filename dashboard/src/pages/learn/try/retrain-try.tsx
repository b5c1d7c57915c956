import { Checkbox, Group, List, Select, Slider, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../../../api/ask.ts";
import type { ApiQuestions, RetrainDecision } from "../../../api/schema.gen.ts";
import { formatCount } from "../../../parts/format.ts";
import { QueryView } from "../../../parts/states/query-view.tsx";
import type { WayProps } from "../way-props.ts";

type Story = ApiQuestions["POST /api/lessons/retrain"]["body"];

const policies = ["manual", "when better", "when not worse"] as const;
const verdicts = ["better", "not distinguishable", "worse"] as const;

/** A challenger that somebody makes up: whether it would take over, by the decision that real ones meet. */
export function RetrainTry({ page: { facts } }: WayProps): ReactNode {
  const labels = facts.data.split?.validationRows ?? facts.training.batchSize;
  const [story, setStory] = useState<Story>({
    policy: facts.retrain.promote,
    verdict: "better",
    gatesHold: true,
    worseSlice: false,
    labels,
    inDoubt: 0,
    version: facts.packaged?.version ?? 1,
  });
  const change = (part: Partial<Story>) => setStory((before) => ({ ...before, ...part }));
  const [asked] = useDebouncedValue(story, 100);
  const decision = useQuery({
    queryKey: ["retrain story", asked],
    queryFn: ({ signal }) => ask("POST /api/lessons/retrain", { body: asked }, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="md">
      <StoryInputs story={story} onChange={change} />
      <div>
        <Text size="sm" mb={4}>
          Of {formatCount(labels)} new labels <b>{formatCount(story.inDoubt)}</b> contradict the champion, and
          nobody says why
        </Text>
        <Slider
          thumbLabel="Labels in doubt"
          min={0}
          max={labels}
          step={Math.max(1, Math.round(labels / 50))}
          value={story.inDoubt}
          onChange={(inDoubt) => change({ inDoubt })}
          label={(value) => formatCount(value)}
          maw={480}
        />
      </div>
      <QueryView query={decision} height={90}>
        {(data) => <Decided decision={data} />}
      </QueryView>
    </Stack>
  );
}

interface StoryInputsProps {
  readonly story: Story;
  readonly onChange: (part: Partial<Story>) => void;
}

function StoryInputs({ story, onChange }: StoryInputsProps): ReactNode {
  return (
    <>
      <Group gap="md" align="flex-end">
        <Select
          size="sm"
          label="Policy"
          allowDeselect={false}
          data={[...policies]}
          value={story.policy}
          onChange={(value) => onChange({ policy: policies.find((one) => one === value) ?? story.policy })}
        />
        <Select
          size="sm"
          label="On the same unseen rows it is"
          allowDeselect={false}
          data={[...verdicts]}
          value={story.verdict}
          onChange={(value) => onChange({ verdict: verdicts.find((one) => one === value) ?? story.verdict })}
        />
      </Group>
      <Group gap="md">
        <Checkbox
          label="Its gates hold"
          checked={story.gatesHold}
          onChange={({ currentTarget }) => onChange({ gatesHold: currentTarget.checked })}
        />
        <Checkbox
          label="It is worse on one slice"
          checked={story.worseSlice}
          onChange={({ currentTarget }) => onChange({ worseSlice: currentTarget.checked })}
        />
      </Group>
    </>
  );
}

function Decided({ decision }: { readonly decision: RetrainDecision }): ReactNode {
  const { promote, speaksAgainst, reasons } = decision;
  return (
    <div role="status" data-testid="decision">
      <Text
        fw={600}
        c={promote ? "var(--state-good)" : speaksAgainst ? "var(--state-bad)" : "var(--mantine-color-text)"}
      >
        {promote
          ? "✓ The challenger takes over"
          : speaksAgainst
            ? "✗ The champion stays"
            : "The champion stays until a person decides"}
      </Text>
      <List size="sm" mt={4}>
        {reasons.map((reason) => (
          <List.Item key={reason}>{reason}</List.Item>
        ))}
      </List>
    </div>
  );
}
