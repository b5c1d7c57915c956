import { Group, Stack } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useMemo } from "react";
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
import { questionsOf } from "./monitoring-search.ts";
import { SlicesPanel } from "./slices-panel.tsx";

/** Is it still good? */
export function Monitoring(): ReactNode {
  const search = useSearch({ from: "/monitoring" });
  const { subject } = search;
  const { from, to } = useRange();
  const range = useMemo(() => ({ from, to }), [from, to]);
  const questions = questionsOf(search, range);
  const history = useAsk("GET /api/history", questions.history, { everyMs: 30_000 });
  const events = useAsk("GET /api/model-events", questions.events, { everyMs: 30_000 });
  const markers = useMemo(() => markersOf(events.data?.events ?? []), [events.data]);
  const known = useDeferredValue(history.data, undefined);
  const drift = useAsk("GET /api/drift", questions.drift, { everyMs: 60_000 });
  return (
    <Page
      {...pages.monitoring}
      aside={
        <Group gap="xs">
          {known === undefined ? null : <MonitoringChoices history={known} />}
          <RangePicker />
        </Group>
      }
    >
      <Stack gap="md">
        <QueryView query={history} height={500}>
          {(data) => <HistoryCharts history={data} range={range} markers={markers} />}
        </QueryView>
        <QueryView query={drift}>
          {(data) => <DriftPanel drift={data} chosen={subject ?? data.subjects[0]?.name ?? null} />}
        </QueryView>
        <SlicesPanel range={range} />
      </Stack>
    </Page>
  );
}
