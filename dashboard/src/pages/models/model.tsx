import { Anchor, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ModelPage } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { formatBytes, formatCount, formatMs } from "../../parts/format.ts";
import { formatMetric, metricTitle } from "../../parts/metrics.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { PromoteButton } from "./promote-button.tsx";

/** One version: where it comes from, what it was worth when it was built, and what was decided of it. */
export function Model(): ReactNode {
  const { version } = useParams({ from: "/models/$version" });
  const models = useAsk("GET /api/models", { query: { limit: 1 } });
  const newest = models.data?.models[0]?.version;
  const isThere = newest === undefined || (/^[1-9]\d*$/.test(version) && Number(version) <= newest);
  const enabled = isThere && !models.isPending; // what is not there is not asked for
  const query = useAsk("GET /api/models/{version}", { path: { version } }, { enabled });
  const champion = models.data?.champion ?? null;
  return (
    <Page
      title={`Version ${version}`}
      question="Where does it come from, and what is it worth?"
      aside={
        <Group>
          {query.data === undefined || models.data === undefined || query.data.version === champion ? null : (
            <PromoteButton model={query.data} standing={models.data} />
          )}
          <Anchor component={Link} to="/models" size="sm">
            All versions
          </Anchor>
        </Group>
      }
    >
      {isThere ? (
        <QueryView query={query}>{(model) => <ModelContent model={model} />}</QueryView>
      ) : (
        <MessageState title={`There is no version ${version}`}>The newest is version {newest}.</MessageState>
      )}
    </Page>
  );
}

function ModelContent({ model }: { readonly model: ModelPage }): ReactNode {
  const { alias, createdAt, run, comparedWith, shipped, passed } = model;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title="What it is">
          <Facts
            label="What it is"
            facts={[
              ["Alias", alias ?? "none"],
              ["Gates", passed ? "✓ passed" : "✗ failed"],
              ["Built", <TimeText key="built" at={createdAt} />],
              [
                "Run",
                <Anchor key="run" component={Link} to="/training" search={{ run } as never} size="sm">
                  {run}
                </Anchor>,
              ],
              ["Measured against", comparedWith === null ? "no other version" : `version ${comparedWith}`],
              ["Ships as", shipped?.kind ?? "–"],
              ["Size", formatBytes(shipped?.bytes)],
              ["Latency p99", shipped === null ? "–" : `${formatMs(shipped.p99Us / 1_000)}, one row`],
            ]}
          />
        </Panel>
        <Panel title="What it was worth" note="On rows that it had not seen, with 95% intervals.">
          <Facts
            label="What it was worth"
            facts={Object.entries(model.metrics).map(([metric, { value, low, high }]) => [
              metricTitle(metric),
              `${formatMetric(metric, value)} (${formatMetric(metric, low)} – ${formatMetric(metric, high)})`,
            ])}
          />
        </Panel>
      </SimpleGrid>
      <Lineage model={model} />
      <Panel title="Gates">
        <Facts
          label="Gates"
          facts={model.gates.map(({ metric, value, passed: ok, explanation }) => [
            metricTitle(metric),
            `${ok ? "✓ passed" : "✗ failed"} at ${formatMetric(metric, value)}${explanation === "" ? "" : `: ${explanation}`}`,
          ])}
        />
      </Panel>
      {model.decisions.length === 0 ? null : (
        <Panel title="What was decided">
          {model.decisions.map(({ at, promote, reasons }) => (
            <Text key={at} size="sm">
              <TimeText at={at} />: {promote ? "promoted" : "not promoted"}. {reasons.join(" ")}
            </Text>
          ))}
        </Panel>
      )}
    </Stack>
  );
}

function Lineage({ model: { lineage } }: { readonly model: ModelPage }): ReactNode {
  return (
    <Panel title="Lineage" note="Each stage's result is known by the hash of all that it was made of.">
      <DataTable
        label="Lineage"
        leastWidth={560}
        rows={lineage.stages}
        rowKey={({ stage }) => stage}
        columns={[
          { header: "Stage", cell: ({ stage }) => stage },
          { header: "Rows in", kind: "number", cell: ({ rowsIn }) => formatCount(rowsIn) },
          { header: "Rows out", kind: "number", cell: ({ rowsOut }) => formatCount(rowsOut) },
          {
            header: "Known by",
            cell: ({ key }) => (
              <Text span inherit ff="monospace">
                {key?.slice(0, 12) ?? "–"}
              </Text>
            ),
          },
          { header: "Note", cell: ({ note }) => note },
        ]}
      />
    </Panel>
  );
}
