import { Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import { pages } from "../../pages.ts";
import { formatCount } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RangePicker } from "../../parts/range-picker.tsx";
import { ErrorState } from "../../parts/states/error-state.tsx";
import { LoadingState } from "../../parts/states/loading-state.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { useRange } from "../../parts/time-range.ts";
import { NothingYet } from "./nothing-yet.tsx";
import { PredictionFilters } from "./prediction-filters.tsx";
import { PredictionTable } from "./prediction-table.tsx";
import { useGoOn } from "./use-go-on.ts";

const pageSize = 50;

/** Why this answer? First, which. */
export function Predictions(): ReactNode {
  const { id, entity, version, scoreFrom, scoreTo, verdict } = useSearch({ from: "/predictions" });
  const { from, to } = useRange();
  const known = { id, entity, version, scoreFrom, scoreTo, verdict };
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  const span = id === undefined ? { from, to } : {}; // an id is looked for wherever it is
  const query = useInfiniteQuery({
    queryKey: ["predictions", given, span],
    queryFn: ({ pageParam, signal }) =>
      ask(
        "GET /api/predictions",
        { query: { ...given, ...span, limit: pageSize, ...(pageParam === 0 ? {} : { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: ({ cursor }) => cursor,
  });
  const found = query.data?.pages.flatMap(({ predictions }) => predictions) ?? [];
  const goesOn = useGoOn(query, pageSize);
  return (
    <Page {...pages.predictions} aside={<RangePicker />}>
      <Panel title="Find">
        <PredictionFilters />
      </Panel>
      {query.error === null ? null : <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending ? <LoadingState height={400} /> : null}
      {query.data === undefined ? null : found.length === 0 && !query.hasNextPage ? (
        <MessageState title="No prediction fits">
          Choose a longer span of time, or take a condition away. Predictions are there once a server has
          answered.
        </MessageState>
      ) : (
        <>
          {found.length === 0 ? (
            <NothingYet last={query.data.pages.at(-1)} isLooking={goesOn} />
          ) : (
            <PredictionTable predictions={found} />
          )}
          <Group justify="center" gap="sm">
            <Text size="sm" c="dimmed" role="status">
              {formatCount(found.length)} shown{query.hasNextPage ? "" : ", all that fit"}
            </Text>
            {query.hasNextPage ? (
              <Button
                size="xs"
                variant="default"
                loading={query.isFetchingNextPage || goesOn}
                onClick={() => void query.fetchNextPage()}
              >
                {found.length === 0 ? "Look further back" : "Show more"}
              </Button>
            ) : null}
          </Group>
        </>
      )}
    </Page>
  );
}
