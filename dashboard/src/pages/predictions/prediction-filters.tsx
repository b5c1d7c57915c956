import { Button, Group } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { type PredictionFields, PredictionInputs } from "./prediction-inputs.tsx";
import { readPredictionsSearch } from "./predictions-search.ts";

const names = ["id", "entity", "version", "scoreFrom", "scoreTo", "verdict"] as const;

/** What is known of the predictions that are looked for; asked when it is sent. */
export function PredictionFilters(): ReactNode {
  const search = useSearch({ from: "/predictions" });
  const navigate = useNavigate({ from: "/predictions" });
  const [fields, setFields] = useState<PredictionFields>(search);
  const address = JSON.stringify(names.map((name) => search[name] ?? null));
  const [shown, setShown] = useState(address);
  if (shown !== address) {
    setShown(address);
    setFields(search); // a new address has other conditions; who typed stays in the field
  }
  const set = (changed: PredictionFields) => setFields((before) => ({ ...before, ...changed }));
  const go = (to: PredictionFields) =>
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
      <PredictionInputs fields={fields} onChange={set} />
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
