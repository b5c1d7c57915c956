import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { PredictionView, Trace } from "../../api/schema.gen.ts";
import { formatShare } from "../../parts/format.ts";
import { NumberField } from "../../parts/number-field.tsx";
import { Panel } from "../../parts/panel.tsx";
import type { Changes } from "./use-changed-trace.ts";
import { valueText } from "./value-text.ts";

interface ChangedPanelProps {
  readonly view: PredictionView;
  readonly changes: Changes;
  readonly onChange: (changes: Changes) => void;
  readonly changed: UseQueryResult<Trace>;
}

/** Change an input and see the answer move; the version's own model answers, and nothing is recorded. */
export function ChangedPanel({ view, changes, onChange, changed }: ChangedPanelProps): ReactNode {
  const isChanged = Object.keys(changes).length > 0;
  const before = view.trace.decision;
  const after = isChanged ? changed.data?.decision : before;
  const set = (name: string, value: Changes[string]) => {
    const { [name]: _, ...others } = changes;
    const was = view.trace.inputs.find((input) => input.name === name)?.value;
    onChange(value === was ? others : { ...others, [name]: value });
  };
  return (
    <Panel title="What if?" note="The same version answers to other inputs. Nothing is recorded.">
      <Stack gap="xs">
        {view.inputs.map((input) => (
          <Field
            key={input.name}
            input={input}
            value={
              Object.hasOwn(changes, input.name)
                ? (changes[input.name] ?? null)
                : (view.trace.inputs.find(({ name }) => name === input.name)?.value ?? null)
            }
            onChange={(value) => set(input.name, value)}
          />
        ))}
        <Text size="sm" aria-live="polite" role="status">
          {changed.error !== null && isChanged ? (
            changed.error.message
          ) : (
            <>
              Answer: <b>{answerOf(after)}</b>
              {isChanged ? ` (was ${answerOf(before)})` : ""}
            </>
          )}
        </Text>
        <Group>
          <Button size="xs" variant="default" disabled={!isChanged} onClick={() => onChange({})}>
            As it was
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

function answerOf(decision: Trace["decision"] | undefined): string {
  if (decision === undefined) return "…";
  const { prediction, probability } = decision;
  return probability === null ? valueText(prediction) : `${String(prediction)}, ${formatShare(probability)}`;
}

interface FieldProps {
  readonly input: PredictionView["inputs"][number];
  readonly value: Changes[string];
  readonly onChange: (value: Changes[string]) => void;
}

const hidden = "(hidden)";

function Field({ input, value, onChange }: FieldProps): ReactNode {
  const { name, type, known } = input;
  if (value === hidden)
    return (
      <Text size="sm" c="dimmed">
        {name} is personal: it is neither shown nor changed.
      </Text>
    );
  const common = { size: "xs", label: name } as const;
  if (type === "number")
    return (
      <NumberField
        {...common}
        placeholder="missing"
        value={typeof value === "number" ? value : undefined}
        decimalScale={6}
        onChange={(given) => onChange(given ?? null)}
      />
    );
  if (type === "boolean" || known.length > 0)
    return (
      <Select
        {...common}
        placeholder="missing"
        clearable
        data={type === "boolean" ? ["true", "false"] : choices(known, value)}
        value={value === null ? null : String(value)}
        onChange={(given) => onChange(type === "boolean" && given !== null ? given === "true" : given)}
      />
    );
  return (
    <TextInput
      {...common}
      placeholder="missing"
      value={value === null ? "" : String(value)}
      onChange={({ currentTarget }) => onChange(currentTarget.value === "" ? null : currentTarget.value)}
    />
  );
}

function choices(known: readonly string[], value: Changes[string]): string[] {
  return typeof value === "string" && !known.includes(value) ? [value, ...known] : [...known];
}
