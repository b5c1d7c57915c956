import { Button, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../../../api/ask.ts";
import type { EventFate, LessonPage } from "../../../api/schema.gen.ts";
import { QueryView } from "../../../parts/states/query-view.tsx";
import type { WayProps } from "../way-props.ts";

/** An event that somebody types: what collect and clean of the run make of it. */
export function EventTry({ page }: WayProps): ReactNode {
  const first = Object.fromEntries(page.facts.columns.map(({ name, example }) => [name, example]));
  const [event, setEvent] = useState<Readonly<Record<string, string>>>(first);
  const [asked] = useDebouncedValue(event, 150);
  const fate = useQuery({
    queryKey: ["fate", page.whose, page.facts.data.run.id, asked],
    queryFn: ({ signal }) => askFate(page, asked, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={720}>
        Change a value: write a word where a number belongs, leave one empty, go out of bounds. The functions
        that read a server's live events say what becomes of it; nothing is recorded. Personal columns begin
        empty.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        {page.facts.columns.map(({ name, kind, pii }) => (
          <TextInput
            key={name}
            size="sm"
            label={name}
            description={pii ? `${kind}, personal` : kind}
            placeholder="missing"
            value={event[name] ?? ""}
            error={
              fate.data?.misfits.some(({ column }) => column === name) === true ? "does not fit" : undefined
            }
            onChange={({ currentTarget: { value } }) => setEvent((before) => ({ ...before, [name]: value }))}
          />
        ))}
      </SimpleGrid>
      <QueryView query={fate} height={60}>
        {(data) => <Fate fate={data} />}
      </QueryView>
      <Group>
        <Button size="xs" variant="default" onClick={() => setEvent(first)}>
          As it was
        </Button>
      </Group>
    </Stack>
  );
}

async function askFate(
  { whose, facts }: LessonPage,
  event: Readonly<Record<string, string>>,
  signal: AbortSignal,
) {
  const body = { event };
  if (whose === "example") return await ask("POST /api/lessons/example/event", { body }, { signal });
  return await ask(
    "POST /api/runs/{run}/lessons/event",
    { path: { run: facts.data.run.id }, body },
    { signal },
  );
}

function Fate({ fate }: { readonly fate: EventFate }): ReactNode {
  const { leftAt, misfits, rule, policy, values } = fate;
  const repaired = values.filter(({ isRepaired }) => isRepaired);
  const [color, words] =
    leftAt === "collect"
      ? [
          "var(--state-bad)",
          `✗ Set aside by collect: ${misfits.map(({ column, value, reason }) => `${column} is ${value}, ${reason}`).join("; ")}.`,
        ]
      : leftAt === "clean"
        ? ["var(--state-warn)", `✗ Leaves at the rule “${rule}” (${policy}).`]
        : [
            "var(--state-good)",
            repaired.length === 0
              ? "✓ Goes on to the features."
              : `✓ Goes on, repaired: ${repaired.map(({ name, read, cleaned }) => `${name} from ${String(read ?? "missing")} to ${String(cleaned ?? "missing")}`).join(", ")}.`,
          ];
  return (
    <Text fw={600} c={color} role="status" data-testid="fate" style={{ overflowWrap: "anywhere" }}>
      {words}
    </Text>
  );
}
