import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/ask.ts";
import type { Contradiction, LabelTarget } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatCount } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { mayUse, useSession } from "../../parts/session/use-session.ts";
import { ErrorState } from "../../parts/states/error-state.tsx";
import { LoadingState } from "../../parts/states/loading-state.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { EventValues } from "./judged-view.tsx";
import { LabelChoice } from "./label-choice.tsx";
import { type Label, labelText } from "./label-words.ts";
import { LatelyPanel } from "./lately-panel.tsx";
import { SourceName } from "./source-name.tsx";
import { useOutcomes } from "./use-outcomes.ts";

const pageSize = 10;

/** Labels on which sources differ, to be settled. */
export function ContradictionsTab(): ReactNode {
  const outcomes = useOutcomes(Number.POSITIVE_INFINITY);
  const query = useInfiniteQuery({
    queryKey: ["GET /api/feedback/contradictions"],
    queryFn: ({ pageParam, signal }) =>
      ask(
        "GET /api/feedback/contradictions",
        { query: { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ cursor }) => cursor,
  });
  const [first] = query.data?.pages ?? [];
  if (first === undefined)
    return query.error === null ? (
      <LoadingState height={320} />
    ) : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  const found = query.data?.pages.flatMap(({ contradictions }) => contradictions) ?? [];
  return (
    <Stack gap="md">
      {found.length === 0 ? (
        <MessageState title="No sources differ" mark="✓" color="teal">
          Where two sources say different things of one prediction, it is shown here to be settled.
        </MessageState>
      ) : (
        found.map((own) => (
          <ContradictionCard key={own.predictionId ?? own.eventId} own={own} target={first.target} />
        ))
      )}
      {query.hasNextPage ? (
        <Group justify="center">
          <Button
            size="xs"
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show older ones
          </Button>
        </Group>
      ) : null}
      <Text size="sm" c="dimmed" role="status">
        {formatCount(found.length)} shown{query.hasNextPage ? "" : ", all there are"}
      </Text>
      <LatelyPanel outcomes={outcomes} />
    </Stack>
  );
}

interface CardProps {
  readonly own: Contradiction;
  readonly target: LabelTarget;
}

function ContradictionCard({ own, target }: CardProps): ReactNode {
  const { predictionId, eventId, entity, said, holds, judged, version, at } = own;
  const id = predictionId ?? eventId ?? "";
  const { data: session } = useSession();
  return (
    <Panel
      title={entity === null || entity === "(hidden)" ? `Event ${eventId ?? id}` : entity}
      note={
        version === null || at === null ? (
          "No prediction of it was logged."
        ) : (
          <>
            Version {version} answered it on <TimeText at={at} />.
          </>
        )
      }
      aside={
        predictionId === null || version === null ? null : (
          <Anchor
            component={Link}
            to="/predictions/$prediction"
            params={{ prediction: predictionId } as never}
            size="sm"
          >
            What it was made of
          </Anchor>
        )
      }
    >
      <Stack gap="md">
        <Said said={said} holds={holds} />
        {judged === null ? null : <EventValues event={judged.event} />}
        {mayUse(session, "admin") ? (
          <Settle id={id} target={target} />
        ) : (
          <Text size="sm" c="dimmed">
            A key of the scope admin settles it: what is settled counts before every source.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

function Said({ said, holds }: Pick<Contradiction, "said" | "holds">): ReactNode {
  return (
    <DataTable
      label="What sources say"
      size="xs"
      rows={said}
      rowKey={({ source }) => source}
      columns={[
        { header: "Source", cell: ({ source }) => <SourceName source={source} /> },
        {
          header: "Says",
          cell: ({ label }) => (
            <>
              <b>{labelText(label)}</b>
              {label === holds ? <Faint>holds now</Faint> : null}
            </>
          ),
        },
        { header: "Since", cell: ({ at }) => <TimeText at={at} /> },
      ]}
    />
  );
}

function Settle({ id, target }: { readonly id: string; readonly target: LabelTarget }): ReactNode {
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const settle = useMutation({
    mutationFn: (label: Label) =>
      ask("POST /api/feedback/settle", { body: { id, label, note: note.trim() } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["GET /api/feedback/contradictions"] }),
    onSettled: () => client.invalidateQueries({ queryKey: ["GET /api/feedback/acts"] }),
  });
  const [isNoteMissing, setIsNoteMissing] = useState(false);
  const say = (label: Label) => {
    setIsNoteMissing(note.trim() === "");
    if (note.trim() !== "") settle.mutate(label);
  };
  return (
    <Stack gap="xs">
      <TextInput
        label="How do you know?"
        placeholder="saw the invoice"
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
        maxLength={500}
        error={
          isNoteMissing && note.trim() === "" ? "Say how you know: it is kept with what you settle." : null
        }
        maw={420}
      />
      <Text size="sm" fw={500}>
        Settle it as
      </Text>
      <LabelChoice target={target} chosen={null} hasKeys={false} onLabel={say} />
      {settle.error === null ? null : (
        <Alert color="red" role="alert">
          {settle.error.message}
        </Alert>
      )}
    </Stack>
  );
}
