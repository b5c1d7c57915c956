import { Button, Group, NumberInput, Select } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import type { LabelTarget } from "../../api/schema.gen.ts";
import { KeyHint } from "./key-hint.tsx";
import { type Label, labelChoices, labelText } from "./label-words.ts";

interface LabelChoiceProps {
  readonly target: LabelTarget;
  /** What is said already; null where nothing is. */
  readonly chosen: Label | null;
  readonly hasKeys: boolean;
  readonly onLabel: (label: Label) => void;
}

/** What can be said: a button and a key each, a list of what has no key, or a number. */
export function LabelChoice({ target, chosen, hasKeys, onLabel }: LabelChoiceProps): ReactNode {
  if (target.kind === "number") return <NumberLabel target={target} onLabel={onLabel} />;
  const choices = labelChoices(target);
  const others = choices.filter(({ key }) => key === null);
  return (
    <Group gap="sm" role="group" aria-label={`The label: ${target.column}`}>
      {choices.map(({ label, key }) =>
        key === null ? null : (
          <Button
            key={String(label)}
            size="md"
            variant={chosen === label ? "filled" : "light"}
            aria-pressed={chosen === label}
            aria-keyshortcuts={hasKeys ? key : undefined}
            onClick={() => onLabel(label)}
          >
            {labelText(label)}
            {hasKeys ? <KeyHint name={key} /> : null}
          </Button>
        ),
      )}
      {others.length === 0 ? null : (
        <Select
          searchable
          aria-label="Another class"
          placeholder="Another class"
          data={others.map(({ label }) => String(label))}
          value={others.some(({ label }) => label === chosen) ? String(chosen) : null}
          onChange={(label) => (label === null ? undefined : onLabel(label))}
        />
      )}
    </Group>
  );
}

function NumberLabel({ target, onLabel }: Pick<LabelChoiceProps, "target" | "onLabel">): ReactNode {
  const [value, setValue] = useState<number | string>("");
  const isNumber = value !== "" && Number.isFinite(Number(value));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNumber) onLabel(Number(value));
  };
  const { column, above } = target;
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="flex-end">
        <NumberInput
          label={`The true value of ${column}`}
          description={above === null ? undefined : `Above ${labelText(above)} counts as true.`}
          value={value}
          onChange={setValue}
          w={220}
          data-autofocus
        />
        <Button type="submit" disabled={!isNumber}>
          Label
          <KeyHint name="Enter" />
        </Button>
      </Group>
    </form>
  );
}
