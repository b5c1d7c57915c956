import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Status } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { RangePicker } from "../../parts/range-picker.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { useRange } from "../../parts/time-range.ts";
import { FigureCard } from "./figure-card.tsx";
import { figuresOf } from "./figures.ts";
import { LatelyPanel } from "./lately-panel.tsx";
import { type NextAction, nextAction } from "./next-action.ts";
import { OpenAlerts } from "./open-alerts.tsx";
import { sentenceOf } from "./sentence.ts";
import { useTrends } from "./use-trends.ts";

/** Is my model all right? */
export function Overview(): ReactNode {
  const { from, to } = useRange();
  const query = useAsk("GET /api/status", { query: { from, to } }, { everyMs: 10_000 });
  return (
    <Page {...pages.overview} aside={<RangePicker />}>
      <QueryView query={query} height={320}>
        {(status) => <OverviewContent status={status} range={{ from, to }} />}
      </QueryView>
    </Page>
  );
}

interface OverviewContentProps {
  readonly status: Status;
  readonly range: { readonly from: number; readonly to: number };
}

function OverviewContent({ status, range }: OverviewContentProps): ReactNode {
  const trends = useTrends(status, range);
  return (
    <Stack gap="lg">
      <Text size="lg" maw={900} style={{ textWrap: "balance" }} data-testid="sentence">
        {sentenceOf(status)}
      </Text>
      <NextStep action={nextAction(status, Date.now())} />
      <SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing={{ base: "xs", sm: "md" }}>
        {figuresOf(status, trends).map((figure) => (
          <FigureCard key={figure.title} {...figure} />
        ))}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <OpenAlerts alerts={status.alerts} />
        <LatelyPanel events={status.events} />
      </SimpleGrid>
    </Stack>
  );
}

function NextStep({ action }: { readonly action: NextAction }): ReactNode {
  const { title, text, to, isUrgent } = action;
  return (
    <Paper
      withBorder
      radius="md"
      p="md"
      component="section"
      aria-label="What to do now"
      style={{ borderInlineStart: `4px solid var(--mantine-color-${isUrgent ? "red" : "blue"}-7)` }}
    >
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0, flex: "1 1 260px" }}>
          <Title order={2} size="h5">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        {to === null ? null : (
          <Button component={Link} to={to} size="sm" aria-label={title}>
            Look
          </Button>
        )}
      </Group>
    </Paper>
  );
}
