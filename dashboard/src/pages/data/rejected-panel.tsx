import { Button, Group } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import { formatCount, plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ErrorState } from "../../parts/states/error-state.tsx";
import { LoadingState } from "../../parts/states/loading-state.tsx";
import { RejectedTable } from "./rejected-table.tsx";
import { useDataSearch } from "./use-data-search.ts";

interface RejectedPanelProps {
  readonly run: string;
  readonly stage: "collect" | "clean";
  readonly rule: string;
}

/** The rows that a rule took out, a page at a time; the server hides what is personal. */
export function RejectedPanel({ run, stage, rule }: RejectedPanelProps): ReactNode {
  const change = useDataSearch();
  const query = useInfiniteQuery({
    queryKey: ["rejected", run, stage, rule],
    queryFn: ({ pageParam, signal }) =>
      ask(
        "GET /api/runs/{run}/rejected",
        { path: { run }, query: { stage, rule, limit: 25, cursor: pageParam } },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: ({ cursor }) => cursor,
  });
  const [first] = query.data?.pages ?? [];
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Panel
      title={`Left at “${rule}”`}
      note={first === undefined ? "" : `${plural(first.total, "row")}, as ${stage} met them.`}
      aside={
        <Button size="compact-xs" variant="default" onClick={() => change({ rule: undefined })}>
          Close
        </Button>
      }
    >
      {query.error !== null ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {first === undefined && query.error === null ? <LoadingState height={220} /> : null}
      {first === undefined ? null : <RejectedTable columns={first.columns} rows={rows} />}
      {query.hasNextPage ? (
        <Group justify="center" mt="xs">
          <Button
            size="xs"
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show more ({formatCount(rows.length)} of {formatCount(first?.total)})
          </Button>
        </Group>
      ) : null}
    </Panel>
  );
}
