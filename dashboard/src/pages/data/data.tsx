import { Stack, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RunData } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RunPicker } from "../../parts/run/run-picker.tsx";
import { newestRun } from "../../parts/run/run-search.ts";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { useShownWhenChosen } from "../../parts/use-shown-when-chosen.ts";
import { ComparePanel } from "./compare-panel.tsx";
import { dataSentence } from "./data-sentence.ts";
import { FeaturePanel } from "./feature-panel.tsx";
import { FeatureTable } from "./feature-table.tsx";
import { FlowPicture } from "./flow-picture.tsx";
import { RejectedPanel } from "./rejected-panel.tsx";
import { StagePanel } from "./stage-panel.tsx";

/** How did rows become features? */
export function Data(): ReactNode {
  const { run = newestRun } = useSearch({ from: "/data" });
  const query = useAsk("GET /api/runs/{run}/data", { path: { run } });
  return (
    <Page {...pages.data} aside={<RunPicker run={query.data?.run ?? null} />}>
      <QueryView query={query} height={420}>
        {(data) => <Content data={data} />}
      </QueryView>
    </Page>
  );
}

function Content({ data }: { readonly data: RunData }): ReactNode {
  const { stage, rule, feature } = useSearch({ from: "/data" });
  const panel = useShownWhenChosen(feature);
  const { run, stages, warnings } = data;
  if (stages.length === 0)
    return (
      <MessageState title="No stage has finished">
        This run is {run.status}
        {run.error === null ? "." : `: ${run.error.message}`}
      </MessageState>
    );
  const withTable = stages.filter(({ hasTable }) => hasTable);
  const byName = (name: string | undefined) => withTable.find((one) => one.stage === name);
  const looked = byName(stage) ?? byName("features") ?? withTable.at(-1);
  return (
    <Stack gap="md">
      <Text size="lg" maw={900}>
        {dataSentence(data)}
      </Text>
      <Panel
        title="The way of the rows"
        note="Ribbons are as wide as the rows. Choose a stage to see its columns, or a rule to see the rows that left."
      >
        <FlowPicture data={data} />
        {warnings.map(({ message }) => (
          <Text key={message} size="sm" mt="xs">
            ⚠ {message}
          </Text>
        ))}
      </Panel>
      {rule !== undefined && (stage === "collect" || stage === "clean") ? (
        <RejectedPanel run={run.id} stage={stage} rule={rule} />
      ) : looked === undefined ? null : (
        <StagePanel run={run.id} stage={looked.stage} />
      )}
      <FeatureTable features={data.features} chosen={feature ?? null} />
      {feature === undefined ? null : (
        <div ref={panel} style={{ scrollMargin: "64px 0 12px" }}>
          <FeaturePanel
            run={run.id}
            name={feature}
            words={data.features.find(({ name }) => name === feature) ?? null}
          />
        </div>
      )}
      <ComparePanel data={data} />
    </Stack>
  );
}
