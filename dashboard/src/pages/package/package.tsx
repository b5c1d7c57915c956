import { Grid, Stack, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PackageView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { formatBytes, formatMs } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { CandidateChart } from "./candidate-chart.tsx";
import { CandidateTable } from "./candidate-table.tsx";
import { CardText } from "./card-text.tsx";
import { LineagePanel } from "./lineage-panel.tsx";
import { ManifestPanel } from "./manifest-panel.tsx";
import { SignaturePanel } from "./signature-panel.tsx";
import { VersionPicker } from "./version-picker.tsx";

/** What do I ship? */
export function Package(): ReactNode {
  const { version = "champion" } = useSearch({ from: "/package" });
  const query = useAsk("GET /api/versions/{version}/package", { path: { version: String(version) } });
  return (
    <Page {...pages.package} aside={<VersionPicker version={query.data?.version ?? null} />}>
      <QueryView query={query} height={420}>
        {(data) => <Content data={data} />}
      </QueryView>
    </Page>
  );
}

function Content({ data }: { readonly data: PackageView }): ReactNode {
  const shipped = data.candidates.find(({ kind }) => kind === data.shipped);
  return (
    <Stack gap="md">
      <Text size="lg" maw={900}>
        {data.model} version {data.version} ships as {data.shipped}
        {shipped === undefined
          ? "."
          : `: ${formatBytes(shipped.bytes)}, half of the answers within ${formatMs(shipped.p50Us / 1_000)} – ${shipped.verdict.replace(/^ships: /, "")}.`}
      </Text>
      <Panel title="Candidates" note="Up and to the left is better; the area of a mark is the file's size.">
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <CandidateChart data={data} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <CandidateTable data={data} />
          </Grid.Col>
        </Grid>
      </Panel>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <SignaturePanel data={data} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <LineagePanel data={data} />
        </Grid.Col>
      </Grid>
      <ManifestPanel data={data} />
      <Panel title="Model card">
        <CardText text={data.card} />
      </Panel>
    </Stack>
  );
}
