import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import type { TrainingView } from "../../api/schema.gen.ts";
import { pages } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RunPicker } from "../../parts/run/run-picker.tsx";
import { newestRun } from "../../parts/run/run-search.ts";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { BesidePicker } from "./beside-picker.tsx";
import { EpochChart } from "./epoch-chart.tsx";
import { EpochTable } from "./epoch-table.tsx";
import { RunProgress } from "./run-progress.tsx";
import { trainingSentence } from "./training-sentence.ts";
import { useLiveTraining } from "./use-live-training.ts";

/** Did it learn? */
export function Training(): ReactNode {
  const { run = newestRun, beside = "" } = useSearch({ from: "/training" });
  const query = useLiveTraining(run);
  const others = useTrainings(beside.split(",").filter((id) => id !== ""));
  return (
    <Page {...pages.training} aside={<RunPicker run={query.data?.run ?? null} />}>
      <QueryView query={query} height={420}>
        {(training) => <Content training={training} others={others} />}
      </QueryView>
    </Page>
  );
}

/** The trainings of several runs, those that are there already. */
function useTrainings(runs: readonly string[]): TrainingView[] {
  const results = useQueries({
    queries: runs.map((run) => ({
      queryKey: ["GET /api/runs/{run}/training", { path: { run } }],
      queryFn: () => ask("GET /api/runs/{run}/training", { path: { run } }),
    })),
  });
  return results.flatMap(({ data }) => (data === undefined ? [] : [data]));
}

interface ContentProps {
  readonly training: TrainingView;
  readonly others: readonly TrainingView[];
}

function Content({ training, others }: ContentProps): ReactNode {
  const { epochs, run } = training;
  if (epochs.length === 0)
    return (
      <Stack gap="md">
        <RunProgress training={training} />
        <MessageState title="No epochs yet">
          {run.status === "running"
            ? "Each appears here as it ends."
            : "The run ended before it had learned from all rows once."}
        </MessageState>
      </Stack>
    );
  const classes = epochs.some(({ validationAccuracy }) => validationAccuracy !== null);
  return (
    <Stack gap="md">
      <RunProgress training={training} />
      <Text size="lg" maw={900} data-testid="sentence">
        {trainingSentence(training)}
      </Text>
      <Panel title="Epoch by epoch" aside={<BesidePicker run={run.id} />}>
        <SimpleGrid cols={{ base: 1, lg: classes ? 2 : 1 }} spacing="lg">
          <EpochChart kind="loss" training={training} others={others} />
          {classes ? <EpochChart kind="accuracy" training={training} others={others} /> : null}
        </SimpleGrid>
      </Panel>
      <Panel title="What each epoch did">
        <EpochTable training={training} />
      </Panel>
    </Stack>
  );
}
