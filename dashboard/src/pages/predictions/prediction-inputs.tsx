import { NumberInput, Select, SimpleGrid, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { type PredictionsSearch, verdicts } from "./predictions-search.ts";

const verdictLabels: Readonly<Record<(typeof verdicts)[number], string>> = {
  right: "right",
  wrong: "wrong",
  labelled: "with a label",
  unlabelled: "without a label",
};

interface PredictionInputsProps {
  /** As they are typed, sound or not, by the names of {@link PredictionsSearch}. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly onChange: (name: keyof PredictionsSearch, value: unknown) => void;
}

/** A field for each thing that a prediction can be found by. */
export function PredictionInputs({ fields, onChange }: PredictionInputsProps): ReactNode {
  const of = (name: keyof PredictionsSearch) => ({
    value: fields[name],
    onChange: (value: unknown) => onChange(name, value),
  });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 6 }} spacing="sm">
      <WordInput label="Prediction or event" placeholder="its id" {...of("id")} />
      <WordInput label="Entity" placeholder="whom it is about" {...of("entity")} />
      <NumberInput
        size="sm"
        label="Version"
        placeholder="any"
        min={1}
        allowDecimal={false}
        value={numberText(fields.version)}
        onChange={of("version").onChange}
      />
      <ScoreInput label="Score from" placeholder="0" {...of("scoreFrom")} />
      <ScoreInput label="Score to" placeholder="1" {...of("scoreTo")} />
      <Select
        size="sm"
        label="Right or wrong"
        placeholder="any"
        clearable
        data={verdicts.map((verdict) => ({ value: verdict, label: verdictLabels[verdict] }))}
        value={typeof fields.verdict === "string" ? fields.verdict : null}
        onChange={(verdict) => onChange("verdict", verdict ?? undefined)}
      />
    </SimpleGrid>
  );
}

interface InputProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function WordInput({ label, placeholder, value, onChange }: InputProps): ReactNode {
  return (
    <TextInput
      size="sm"
      label={label}
      placeholder={placeholder}
      value={String(value ?? "")}
      onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
    />
  );
}

function ScoreInput({ label, placeholder, value, onChange }: InputProps): ReactNode {
  return (
    <NumberInput
      size="sm"
      label={label}
      placeholder={placeholder}
      min={0}
      max={1}
      step={0.1}
      value={numberText(value)}
      onChange={onChange}
    />
  );
}

function numberText(value: unknown): number | string {
  return typeof value === "number" || typeof value === "string" ? value : "";
}
