import { Group, Stack } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { markersOf } from "../../parts/model-event.ts";
import { Page } from "../../parts/page.tsx";
import { RangePicker } from "../../parts/range-picker.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { useRange } from "../../parts/time-range.ts";
import { DriftPanel } from "./drift-panel.tsx";
import { HistoryCharts } from "./history-charts.tsx";
import { MonitoringChoices } from "./monitoring-choices.tsx";
import { SlicesPanel } from "./slices-panel.tsx";

/** Is it still good? */
export function Monitoring(): ReactNode {
  const { version, slice, subject } = useSearch({ from: "/monitoring" });
  const { from, to } = useRange();
  const of = version === undefined ? {} : { version };
  const query = { from, to, ...of, ...(slice === undefined ? {} : { slice }) };
  const history = useAsk("GET /api/history", { query }, { everyMs: 30_000 });
  const events = useAsk("GET /api/model-events", { query: { from, to } }, { everyMs: 30_000 });
  const drift = useAsk("GET /api/drift", { query: { from, to, ...of } }, { everyMs: 60_000 });
  return (
    <Page
      {...pages.monitoring}
      aside={
        <Group gap="xs">
          {history.data === undefined ? null : <MonitoringChoices history={history.data} />}
          <RangePicker />
        </Group>
      }
    >
      <Stack gap="md">
        <QueryView query={history} height={500}>
          {(data) => (
            <HistoryCharts
              history={data}
              range={{ from, to }}
              markers={markersOf(events.data?.events ?? [])}
            />
          )}
        </QueryView>
        <QueryView query={drift}>
          {(data) => <DriftPanel drift={data} chosen={subject ?? data.subjects[0]?.name ?? null} />}
        </QueryView>
        <SlicesPanel range={{ from, to }} />
      </Stack>
    </Page>
  );
}
