import { Button, Group, NumberInput, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { type PredictionsSearch, readPredictionsSearch, verdicts } from "./predictions-search.ts";

const verdictLabels: Readonly<Record<(typeof verdicts)[number], string>> = {
  right: "right",
  wrong: "wrong",
  labelled: "with a label",
  unlabelled: "without a label",
};

const names = ["id", "entity", "version", "scoreFrom", "scoreTo", "verdict"] as const;

/** What is known of the predictions that are looked for; asked when it is sent. */
export function PredictionFilters(): ReactNode {
  const search = useSearch({ from: "/predictions" });
  const key = JSON.stringify(names.map((name) => search[name] ?? null));
  return <Fields key={key} search={search} />; // a new address, new fields
}

function Fields({ search }: { readonly search: PredictionsSearch }): ReactNode {
  const navigate = useNavigate({ from: "/predictions" });
  const [fields, setFields] = useState<Readonly<Record<string, unknown>>>({ ...search });
  const set = (name: keyof PredictionsSearch) => (value: unknown) =>
    setFields((before) => ({ ...before, [name]: value }));
  const go = (to: Readonly<Record<string, unknown>>) =>
    void navigate({
      to: ".",
      search: (before) => ({
        ...Object.fromEntries(Object.entries(before).filter(([name]) => !isName(name))),
        ...readPredictionsSearch(to),
      }),
    });
  const send = (event: FormEvent) => {
    event.preventDefault();
    go(fields);
  };
  return (
    <form onSubmit={send} aria-label="Find predictions">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 6 }} spacing="sm">
        <TextInput
          size="sm"
          label="Prediction or event"
          placeholder="its id"
          value={String(fields.id ?? "")}
          onChange={({ currentTarget }) => set("id")(currentTarget.value.trim())}
        />
        <TextInput
          size="sm"
          label="Entity"
          placeholder="whom it is about"
          value={String(fields.entity ?? "")}
          onChange={({ currentTarget }) => set("entity")(currentTarget.value.trim())}
        />
        <NumberInput
          size="sm"
          label="Version"
          placeholder="any"
          min={1}
          allowDecimal={false}
          value={numberText(fields.version)}
          onChange={set("version")}
        />
        <NumberInput
          size="sm"
          label="Score from"
          placeholder="0"
          min={0}
          max={1}
          step={0.1}
          value={numberText(fields.scoreFrom)}
          onChange={set("scoreFrom")}
        />
        <NumberInput
          size="sm"
          label="Score to"
          placeholder="1"
          min={0}
          max={1}
          step={0.1}
          value={numberText(fields.scoreTo)}
          onChange={set("scoreTo")}
        />
        <Select
          size="sm"
          label="Right or wrong"
          placeholder="any"
          clearable
          data={verdicts.map((verdict) => ({ value: verdict, label: verdictLabels[verdict] }))}
          value={typeof fields.verdict === "string" ? fields.verdict : null}
          onChange={(verdict) => set("verdict")(verdict ?? undefined)}
        />
      </SimpleGrid>
      <Group mt="sm" gap="xs">
        <Button type="submit" size="xs">
          Find
        </Button>
        <Button type="button" size="xs" variant="default" onClick={() => go({})}>
          Clear
        </Button>
      </Group>
    </form>
  );
}

function isName(name: string): boolean {
  return names.some((known) => known === name);
}

function numberText(value: unknown): number | string {
  return typeof value === "number" || typeof value === "string" ? value : "";
}
