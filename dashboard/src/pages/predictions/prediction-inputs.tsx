import { Select, SimpleGrid, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { NumberField } from "../../parts/number-field.tsx";
import { type PredictionsSearch, verdicts } from "./predictions-search.ts";

const verdictLabels: Readonly<Record<(typeof verdicts)[number], string>> = {
  right: "right",
  wrong: "wrong",
  labelled: "with a label",
  unlabelled: "without a label",
};

/** What is filled in; an empty field is undefined. */
export type PredictionFields = {
  readonly [Name in keyof PredictionsSearch]: PredictionsSearch[Name] | undefined;
};

const score = { min: 0, max: 1, step: 0.1 } as const;

interface PredictionInputsProps {
  readonly fields: PredictionFields;
  readonly onChange: (changed: PredictionFields) => void;
}

/** A field for each thing that a prediction can be found by. */
export function PredictionInputs({ fields, onChange }: PredictionInputsProps): ReactNode {
  const wordOf = (name: "id" | "entity") => ({
    value: fields[name] ?? "",
    onChange: (value: string) => onChange({ [name]: value }),
  });
  const numberOf = (name: "version" | "scoreFrom" | "scoreTo") => ({
    value: fields[name],
    onChange: (value: number | undefined) => onChange({ [name]: value }),
  });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 6 }} spacing="sm">
      <WordInput label="Prediction or event" placeholder="its id" {...wordOf("id")} />
      <WordInput label="Entity" placeholder="whom it is about" {...wordOf("entity")} />
      <NumberField label="Version" placeholder="any" min={1} decimalScale={0} {...numberOf("version")} />
      <NumberField label="Score from" placeholder="0" {...score} {...numberOf("scoreFrom")} />
      <NumberField label="Score to" placeholder="1" {...score} {...numberOf("scoreTo")} />
      <Select
        size="sm"
        label="Right or wrong"
        placeholder="any"
        clearable
        data={verdicts.map((verdict) => ({ value: verdict, label: verdictLabels[verdict] }))}
        value={fields.verdict ?? null}
        onChange={(verdict) => onChange({ verdict: verdict ?? undefined })}
      />
    </SimpleGrid>
  );
}

interface WordInputProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function WordInput({ label, placeholder, value, onChange }: WordInputProps): ReactNode {
  return (
    <TextInput
      size="sm"
      label={label}
      placeholder={placeholder}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
    />
  );
}
