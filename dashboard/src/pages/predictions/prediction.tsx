import { Anchor, Grid, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { PredictionView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatShare, formatTime } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { ChangedPanel } from "./changed-panel.tsx";
import { InputTable } from "./input-table.tsx";
import { LabelPanel } from "./label-panel.tsx";
import { NetworkPicture } from "./network-picture.tsx";
import { PastTable } from "./past-table.tsx";
import { RawTable } from "./raw-table.tsx";
import { type Changes, useChangedTrace } from "./use-changed-trace.ts";

/** Why this answer? */
export function PredictionPage(): ReactNode {
  const { prediction = "" } = useParams({ strict: false }) as { readonly prediction?: string };
  const query = useAsk("GET /api/predictions/{prediction}", { path: { prediction } });
  return (
    <Page
      title="Prediction"
      question="Why this answer?"
      aside={
        <Anchor component={Link} to="/predictions" size="sm">
          All predictions
        </Anchor>
      }
    >
      <QueryView query={query} height={480}>
        {(view) => <Content key={view.prediction.id} view={view} />}
      </QueryView>
    </Page>
  );
}

function Content({ view }: { readonly view: PredictionView }): ReactNode {
  const [changes, setChanges] = useState<Changes>({});
  const changed = useChangedTrace(view.prediction.id, changes);
  const isChanged = Object.keys(changes).length > 0;
  const trace = isChanged && changed.data !== undefined ? changed.data : view.trace;
  const { prediction, past } = view;
  return (
    <Stack gap="md">
      <Text size="lg" maw={900}>
        {sentenceOf(view)}
      </Text>
      <Panel
        title={isChanged ? "The network, with changed inputs" : "The network"}
        note="From the inputs to the answer. Lines are the connections that mattered most: blue ones pushed the logit up, dashed orange ones down."
      >
        <NetworkPicture trace={trace} />
      </Panel>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <InputTable view={view} trace={trace} changes={changes} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <ChangedPanel view={view} changes={changes} onChange={setChanges} changed={changed} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <PastTable past={past} inputs={view.inputs} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="md">
            <RawTable raw={view.trace.raw} />
            <LabelPanel view={view} />
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {prediction.id}
              {prediction.eventId === null ? "" : `, event ${prediction.eventId}`}.{" "}
              {prediction.isReproduced
                ? "The model says the same today."
                : "The model says something else today than it was logged to say."}
            </Text>
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function sentenceOf({ trace, prediction, version }: PredictionView): string {
  const { decision } = trace;
  const at = formatTime(Date.parse(prediction.receivedAt));
  const answer = `Version ${version} answered ${String(decision.prediction)} on ${at}`;
  if (decision.probability === null) return `${answer}.`;
  if (decision.threshold === null)
    return `${answer}: the most probable, with ${formatShare(decision.probability)}.`;
  const side = decision.prediction === true ? "at or above" : "below";
  return `${answer}: ${formatShare(decision.probability)} is ${side} the threshold of ${formatShare(decision.threshold)}.`;
}
