import { Button, Group, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import { useEvery } from "../../api/live.ts";
import type { Models as ModelsReply } from "../../api/schema.gen.ts";
import { pages } from "../../pages.ts";
import { formatCount } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ErrorState } from "../../parts/states/error-state.tsx";
import { LoadingState } from "../../parts/states/loading-state.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { LiveRollout } from "./live-rollout.tsx";
import { ModelTable } from "./model-table.tsx";
import { RollbackButton } from "./rollback-button.tsx";
import { RolloutPanel } from "./rollout-panel.tsx";

/** What runs where? */
export function Models(): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ["GET /api/models"],
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/models", { query: pageParam === null ? {} : { before: pageParam } }, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: useEvery(5_000),
  });
  const [first] = query.data?.pages ?? [];
  if (first === undefined)
    return (
      <Page {...pages.models}>
        {query.error === null ? (
          <LoadingState />
        ) : (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Page>
    );
  const models = query.data?.pages.flatMap((page) => page.models) ?? [];
  return (
    <Page {...pages.models} aside={<RollbackButton reply={first} />}>
      <Stack>
        {first.rollouts.some(({ state }) => state === "running") ? <LiveRollout /> : null}
        <Versions reply={first} models={models} />
        {query.hasNextPage ? (
          <Older isLoading={query.isFetchingNextPage} onAsk={() => void query.fetchNextPage()} />
        ) : null}
        <RolloutPanel rollouts={first.rollouts} />
      </Stack>
    </Page>
  );
}

function Older({ isLoading, onAsk }: { readonly isLoading: boolean; readonly onAsk: () => void }): ReactNode {
  return (
    <Group justify="center">
      <Button variant="default" loading={isLoading} onClick={onAsk}>
        Show older versions
      </Button>
    </Group>
  );
}

interface VersionsProps {
  readonly reply: ModelsReply;
  readonly models: ModelsReply["models"];
}

function Versions({ reply, models }: VersionsProps): ReactNode {
  const { count, model } = reply;
  if (count === 0)
    return (
      <MessageState title="No version yet">
        airworthy run makes the first one, and the first that passes its gates serves.
      </MessageState>
    );
  return (
    <Panel title={`Versions of ${model}`} note={`${formatCount(count)} in all, the newest first.`}>
      <ModelTable models={models} standing={reply} />
    </Panel>
  );
}
