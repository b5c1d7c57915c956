import { Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RunHead } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatTime } from "../format.ts";

interface RunPickerProps {
  /** The run that is shown; null while it is on its way. */
  readonly run: RunHead | null;
}

/** Chooses the run that a page is about. */
export function RunPicker({ run }: RunPickerProps): ReactNode {
  const navigate = useNavigate();
  const { data } = useAsk("GET /api/runs", { query: { limit: 100 } });
  const listed = data?.runs ?? [];
  const runs = run === null || listed.some(({ id }) => id === run.id) ? listed : [run, ...listed];
  return (
    <Select
      aria-label="Run"
      size="xs"
      w={250}
      allowDeselect={false}
      searchable
      data={runs.map((one) => ({ value: one.id, label: runLabel(one) }))}
      value={run?.id ?? null}
      placeholder="Run"
      onChange={(id) => {
        if (id === null) return;
        const search = (before: Readonly<Record<string, unknown>>) => ({ ...before, run: id });
        void navigate({ to: ".", search });
      }}
    />
  );
}

/** `23 Nov, 09:12 · version 7`, or what became of it. */
export function runLabel({ startedAt, version, status }: RunHead): string {
  return `${formatTime(startedAt)} · ${version === null ? status : `version ${version}`}`;
}
