import { Grid, List, SimpleGrid, Stack, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ValidationView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RunPicker } from "../../parts/run/run-picker.tsx";
import { newestRun } from "../../parts/run/run-search.ts";
import { QueryView } from "../../parts/states/query-view.tsx";
import { CalibrationChart } from "./calibration-chart.tsx";
import { ChampionPanel } from "./champion-panel.tsx";
import { ConfusionTable } from "./confusion-table.tsx";
import { GateList } from "./gate-list.tsx";
import { ImportancePanel } from "./importance-panel.tsx";
import { MetricTable } from "./metric-table.tsx";
import { SlicesPanel } from "./slices-panel.tsx";
import { ThresholdPanel } from "./threshold-panel.tsx";
import { validationSentence } from "./validation-sentence.ts";

/** Can I trust it? */
export function Validation(): ReactNode {
  const { run = newestRun } = useSearch({ from: "/validation" });
  const query = useAsk("GET /api/runs/{run}/validation", { path: { run } });
  return (
    <Page {...pages.validation} aside={<RunPicker run={query.data?.run ?? null} />}>
      <QueryView query={query} height={420}>
        {(validation) => <Content validation={validation} />}
      </QueryView>
    </Page>
  );
}

function Content({ validation }: { readonly validation: ValidationView }): ReactNode {
  const { task, curves, champion, classes, confusion } = validation;
  return (
    <Stack gap="md">
      <Text size="lg" maw={900}>
        {validationSentence(validation)}
      </Text>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: champion === null ? 7 : 12 }}>
          <MetricTable validation={validation} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: champion === null ? 5 : 6 }}>
          <GateList gates={validation.gates} />
        </Grid.Col>
        {champion === null ? null : (
          <Grid.Col span={{ base: 12, lg: 6 }}>
            <ChampionPanel champion={champion} />
          </Grid.Col>
        )}
      </Grid>
      {task === "binary" ? <ThresholdPanel validation={validation} /> : null}
      {task === "multiclass" ? (
        <Panel title="Confusion" note="Rows are the truth, columns the answer.">
          <ConfusionTable classes={classes} confusion={confusion} />
        </Panel>
      ) : null}
      {curves === null ? null : (
        <Panel title="Calibration" note="Whether what is said to be likely happens as often.">
          <CalibrationChart curves={curves} />
        </Panel>
      )}
      <SimpleGrid cols={{ base: 1, lg: champion === null ? 2 : 1 }} spacing="md">
        <SlicesPanel validation={validation} />
        <ImportancePanel importance={validation.importance} task={task} />
      </SimpleGrid>
      <Panel title="How the numbers were made">
        <List size="sm" spacing={4}>
          {[...validation.warnings, ...validation.methods].map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      </Panel>
    </Stack>
  );
}
