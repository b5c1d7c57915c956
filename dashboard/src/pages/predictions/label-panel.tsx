import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import type { LabelAct, PredictionView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatTime } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { mayUse, useSession } from "../../parts/session/use-session.ts";

/** What is known to be true of the answer, and a way to say that it is wrong. */
export function LabelPanel({ view: { prediction, labels } }: { readonly view: PredictionView }): ReactNode {
  return (
    <Panel title="Label">
      <Stack gap="sm">
        {labels.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nobody reported the truth yet.
          </Text>
        ) : (
          <div>
            {labels.map(({ label, isWithdrawn, receivedAt, source }, at) => (
              <Text key={`${receivedAt} ${source} ${String(label)}`} size="sm">
                <b>{isWithdrawn ? "Taken back" : String(label)}</b>, {formatTime(Date.parse(receivedAt))}
                {source === "" ? "" : `, by ${source}`}
                {at === 0 ? " – the newest" : ""}
              </Text>
            ))}
          </div>
        )}
        <ReportWrong id={prediction.id} />
      </Stack>
    </Panel>
  );
}

function ReportWrong({ id }: { readonly id: string }): ReactNode {
  const client = useQueryClient();
  const { data: session } = useSession();
  const question = { query: { prediction: id, limit: 50 } };
  const { data } = useAsk("GET /api/feedback/acts", question);
  const report = data?.acts.find(({ kind, undone }) => kind === "wrong" && undone === null);
  const act = useMutation({
    mutationFn: (done: LabelAct | undefined) =>
      done === undefined
        ? ask("POST /api/feedback/wrong", { body: { predictionId: id } }, { keepalive: true })
        : ask("POST /api/feedback/acts/{act}/undo", { path: { act: done.id }, body: {} }),
    onSettled: () => client.invalidateQueries(),
  });
  if (!mayUse(session, "feedback")) return null;
  return (
    <Stack gap="xs">
      {report === undefined ? null : (
        <Text size="sm" role="status">
          Reported wrong by {report.who}
          {report.label === null
            ? ": the queue asks for what is right."
            : `: ${String(report.label)} is its label.`}
        </Text>
      )}
      <Group gap="sm">
        <Button
          size="xs"
          variant="default"
          loading={act.isPending}
          onClick={() => act.mutate(report)}
          disabled={data === undefined}
        >
          {report === undefined ? "Report a wrong answer" : "Take it back"}
        </Button>
        {report === undefined ? (
          <Text size="xs" c="dimmed">
            Of two possible labels it says that the other one is right; of more it asks for one.
          </Text>
        ) : null}
      </Group>
      {act.error === null ? null : (
        <Alert color="red" role="alert">
          {act.error.message}
        </Alert>
      )}
    </Stack>
  );
}
