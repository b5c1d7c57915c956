import { Button, Grid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import type { LabelQueue, QueueItem } from "../../api/schema.gen.ts";
import { formatCount, formatSpan } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { LatelyPanel } from "./lately-panel.tsx";
import { QueueCard } from "./queue-card.tsx";
import { QueueList } from "./queue-list.tsx";
import { QueueProgress } from "./queue-progress.tsx";
import { RefusedJobs } from "./refused-jobs.tsx";
import { useLabelling } from "./use-labelling.ts";

/** Predictions worth a label, one at a time. The batch stays as it is until the next one is asked for. */
export function QueueTab(): ReactNode {
  const query = useQuery({
    queryKey: ["the batch to label"],
    queryFn: ({ signal }) => ask("GET /api/feedback/queue", { query: {} }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const next = () => void query.refetch();
  return (
    <QueryView query={query} height={480}>
      {(queue) => <Batch key={queue.to} queue={queue} onNext={next} isNextComing={query.isFetching} />}
    </QueryView>
  );
}

interface BatchProps {
  readonly queue: LabelQueue;
  /** Asks for another batch. */
  readonly onNext: () => void;
  readonly isNextComing: boolean;
}

function Batch({ queue, onNext, isNextComing }: BatchProps): ReactNode {
  const { items, looked, waiting, version, from, to } = queue;
  const about = `Of the newest ${formatCount(looked)} predictions of version ${version}, of the last ${formatSpan(to - from)}, ${waiting === 0 ? "each has a label" : `${formatCount(waiting)} have no label`}.`;
  const again = (
    <Button size="xs" variant="default" loading={isNextComing} onClick={onNext}>
      {items.length === 0 ? "Look again" : "Ask for the next batch"}
    </Button>
  );
  const [first] = items;
  if (first !== undefined) return <Work queue={queue} first={first} about={about} again={again} />;
  return (
    <MessageState title="There is nothing to label" mark="✓" color="teal">
      {about} Predictions come into the queue once a server has answered.
      <div style={{ marginTop: 12 }}>{again}</div>
    </MessageState>
  );
}

interface WorkProps {
  readonly queue: LabelQueue;
  readonly first: QueueItem;
  /** What was looked at. */
  readonly about: string;
  readonly again: ReactNode;
}

function Work({ queue, first, about, again }: WorkProps): ReactNode {
  const labelling = useLabelling(queue, first);
  const { items } = queue;
  return (
    <Stack gap="md">
      <QueueProgress labelling={labelling} total={items.length} aside={again} />
      <RefusedJobs outcomes={labelling.outcomes} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <QueueCard labelling={labelling} queue={queue} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Panel title="The queue" note={about}>
            <QueueList labelling={labelling} items={items} />
          </Panel>
        </Grid.Col>
      </Grid>
      <LatelyPanel outcomes={labelling.outcomes} />
      <Text size="xs" c="dimmed">
        Labels are kept as of the source “dashboard”, with who gave them: feedback.policy can name it as
        trusted. A label is in the log as soon as it is taken; taking it back leaves both in the history.
      </Text>
    </Stack>
  );
}
