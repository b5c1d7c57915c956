import { Alert, Anchor, Badge, Code, Group, Progress, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { TrainingView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { runLabel } from "../../parts/run/run-picker.tsx";

/** How far a run is that is at work; of one that came to no good end, why. */
export function RunProgress({ training }: { readonly training: TrainingView }): ReactNode {
  const { run } = training;
  if (run.status === "running") return <AtWork training={training} />;
  return (
    <>
      <Ended training={training} />
      <Another run={run.id} />
    </>
  );
}

function AtWork({ training: { stage, epochs, plannedEpochs } }: { readonly training: TrainingView }) {
  const share = (100 * epochs.length) / plannedEpochs;
  return (
    <Group gap="md" role="group" aria-label="How far the run is">
      <Badge variant="light" color="blue" tt="none" c="var(--mantine-color-text)">
        ● Running{stage === null ? "" : `: ${stage}`}
      </Badge>
      <Progress value={share} flex="1 1 120px" maw={420} aria-label="Epochs" />
      <Text size="sm" c="dimmed">
        {epochs.length} of {plannedEpochs} epochs
      </Text>
    </Group>
  );
}

const ends: Readonly<Partial<Record<TrainingView["run"]["status"], { title: string; color: string }>>> = {
  interrupted: { title: "This run was interrupted", color: "orange" },
  cancelled: { title: "This run was cancelled", color: "gray" },
  error: { title: "This run failed", color: "red" },
};

function Ended({ training: { run, epochs, plannedEpochs } }: { readonly training: TrainingView }) {
  const end = ends[run.status];
  if (end === undefined) return null;
  const far =
    epochs.length === 0 ? "before its first epoch" : `after epoch ${epochs.length} of ${plannedEpochs}`;
  return (
    <Alert title={end.title} color={end.color} role="status">
      {run.status === "interrupted"
        ? `Its process is gone, ${far}: it was killed, or the machine stopped. `
        : ""}
      {run.error === null ? "" : `${run.error.message} It had come ${far}. `}
      What had finished is kept: <Code>airworthy run</Code> goes on from there.
    </Alert>
  );
}

/** The way to a run that is at work while another is looked at. */
function Another({ run }: { readonly run: string }): ReactNode {
  const { data } = useAsk("GET /api/runs", { query: { limit: 100 } });
  const working = data?.runs.find(({ id, status }) => id !== run && status === "running");
  if (working === undefined) return null;
  return (
    <Text size="sm" role="status">
      Another run is at work:{" "}
      <Anchor inherit renderRoot={(props) => <Link {...props} to="/training" search={{ run: working.id }} />}>
        {runLabel(working)}
      </Anchor>
    </Text>
  );
}
