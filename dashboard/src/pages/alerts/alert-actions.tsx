import { Alert, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../../api/ask.ts";
import type { AlertPage } from "../../api/schema.gen.ts";
import { Panel } from "../../parts/panel.tsx";

/** What can be done about an alert: say that one has seen it, or tell nobody for a while. */
export function AlertActions({ alert }: { readonly alert: AlertPage }): ReactNode {
  return (
    <Panel title="What to do">
      <Stack gap="lg">
        {alert.phase === "firing" ? (
          <Acknowledge alert={alert} />
        ) : (
          <Text size="sm" c="dimmed">
            {alert.acknowledged === null
              ? "It does not fire: there is nothing to acknowledge."
              : `${alert.acknowledged.who} has acknowledged it: ${alert.acknowledged.note}`}
          </Text>
        )}
        <Silence alert={alert} />
      </Stack>
    </Panel>
  );
}

function useDone(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries();
}

function Acknowledge({ alert: { id, condition } }: { readonly alert: AlertPage }): ReactNode {
  const [note, setNote] = useState("");
  const acknowledge = useMutation({
    mutationFn: () => ask("POST /api/alerts/{id}/acknowledge", { path: { id }, body: { note } }),
    onSuccess: useDone(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    acknowledge.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <TextInput
          label="Acknowledge with a note"
          description={
            condition === "over"
              ? "Its condition is over: the next reading resolves it."
              : "It resolves when its condition is over; a new breach after that fires again."
          }
          placeholder="what you found, or what you will do"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={500}
          required
        />
        <Failure error={acknowledge.error} />
        <Group>
          <Button type="submit" size="sm" loading={acknowledge.isPending}>
            Acknowledge
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const spans = [
  ["1 hour", 3_600_000],
  ["4 hours", 14_400_000],
  ["1 day", 86_400_000],
  ["1 week", 604_800_000],
] as const;

function Silence({ alert: { id, monitor, subject } }: { readonly alert: AlertPage }): ReactNode {
  const [note, setNote] = useState("");
  const [forMs, setForMs] = useState<number>(spans[0][1]);
  const [of, setOf] = useState<"alert" | "monitor">("alert");
  const silence = useMutation({
    mutationFn: () => ask("POST /api/alerts/{id}/silence", { path: { id }, body: { note, forMs, of } }),
    onSuccess: useDone(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    silence.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <TextInput
          label="Tell nobody for a while"
          description="Its state goes on as ever."
          placeholder="why"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={500}
          required
        />
        <Group gap="xs">
          <Select
            aria-label="For how long"
            size="sm"
            w={120}
            allowDeselect={false}
            data={spans.map(([label, ms]) => ({ value: String(ms), label }))}
            value={String(forMs)}
            onChange={(value) => setForMs(Number(value))}
          />
          {subject === "" ? null : (
            <Select
              aria-label="Of what"
              size="sm"
              w={200}
              allowDeselect={false}
              data={[
                { value: "alert", label: "This alert" },
                { value: "monitor", label: `Every alert of ${monitor}` },
              ]}
              value={of}
              onChange={(value) => setOf(value === "monitor" ? "monitor" : "alert")}
            />
          )}
          <Button type="submit" size="sm" variant="default" loading={silence.isPending}>
            Silence
          </Button>
        </Group>
        <Failure error={silence.error} />
      </Stack>
    </form>
  );
}

function Failure({ error }: { readonly error: Error | null }): ReactNode {
  return error === null ? null : (
    <Alert color="red" role="alert">
      {error.message}
    </Alert>
  );
}
