import { Button, Group, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../../../api/ask.ts";
import type { ApiQuestions, ToldLog } from "../../../api/schema.gen.ts";
import { type DataColumn, DataTable } from "../../../parts/data-table.tsx";
import { QueryView } from "../../../parts/states/query-view.tsx";
import type { WayProps } from "../way-props.ts";

type Message = ApiQuestions["POST /api/lessons/log"]["body"]["messages"][number];

const words: Readonly<Record<ToldLog["outcomes"][number], string>> = {
  recorded: "answered, and written down",
  "the first answer again": "the first answer again; nothing is written",
  matched: "the truth about an answer; it is learned from",
  pending: "kept until its event comes",
  repeated: "said before; nothing is written",
};

const mostMessages = 12;

/** Messages to a log that begins empty: send one twice, report the truth early, late or twice. */
export function ServeTry(_: WayProps): ReactNode {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const told = useQuery({
    queryKey: ["told log", messages],
    queryFn: ({ signal }) => ask("POST /api/lessons/log", { body: { messages: [...messages] } }, { signal }),
    placeholderData: keepPreviousData,
  });
  const send = (message: Message) => setMessages((before) => [...before, message].slice(0, mostMessages));
  const isFull = messages.length >= mostMessages;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={720}>
        What a server's log makes of messages, one after the other: it is the function that plans every
        append. Send the same event twice, or report the truth before its event has come.
      </Text>
      <Group gap="xs">
        {["A", "B"].flatMap((event) => [
          <Button
            key={`ask ${event}`}
            size="xs"
            disabled={isFull}
            onClick={() => send({ kind: "ask", event })}
          >
            Send event {event}
          </Button>,
          <Button
            key={`truth ${event}`}
            size="xs"
            variant="default"
            disabled={isFull}
            onClick={() => send({ kind: "truth", event, label: "true" })}
          >
            Report the truth of {event}
          </Button>,
        ])}
        <Button size="xs" variant="subtle" disabled={messages.length === 0} onClick={() => setMessages([])}>
          Empty the log
        </Button>
      </Group>
      <QueryView query={told} height={120}>
        {(data) => <Log messages={messages} told={data} />}
      </QueryView>
    </Stack>
  );
}

type Answered = Message & { readonly outcome: ToldLog["outcomes"][number] };

const columns: readonly DataColumn<Answered>[] = [
  { header: "No.", kind: "number", width: 48, cell: (_, at) => at + 1 },
  {
    header: "Message",
    cell: ({ kind, event }) => (kind === "ask" ? `Event ${event}` : `The truth of ${event}`),
  },
  { header: "What became of it", cell: ({ outcome }) => words[outcome] },
];

function Log({
  messages,
  told,
}: {
  readonly messages: readonly Message[];
  readonly told: ToldLog;
}): ReactNode {
  const answered = messages.flatMap((message, at) => {
    const outcome = told.outcomes[at];
    return outcome === undefined ? [] : [{ ...message, outcome }];
  });
  return (
    <>
      <DataTable label="Messages" rows={answered} columns={columns} rowKey={(_, at) => at} />
      <Text size="sm" role="status" data-testid="log">
        The log holds {told.events} {told.events === 1 ? "event" : "events"}, {told.predictions}{" "}
        {told.predictions === 1 ? "answer" : "answers"} and {told.labels}{" "}
        {told.labels === 1 ? "label" : "labels"}.
      </Text>
    </>
  );
}
