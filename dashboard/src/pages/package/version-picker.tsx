import { Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAsk } from "../../api/use-ask.ts";
import { formatTime } from "../../parts/format.ts";

/** Chooses the version whose package is shown, among those that the latest runs made. */
export function VersionPicker({ version }: { readonly version: number | null }): ReactNode {
  const navigate = useNavigate({ from: "/package" });
  const { data } = useAsk("GET /api/runs", { query: { limit: 100 } });
  const made = new Map(
    (data?.runs ?? []).flatMap((run) => (run.version === null ? [] : [[run.version, run]])),
  );
  const options = [...made].map(([number, run]) => ({
    value: String(number),
    label: `Version ${number} · ${formatTime(run.startedAt)}`,
  }));
  const known = version === null || made.has(version);
  return (
    <Select
      aria-label="Version"
      size="xs"
      w={220}
      allowDeselect={false}
      data={known ? options : [{ value: String(version), label: `Version ${version}` }, ...options]}
      value={version === null ? null : String(version)}
      placeholder="Version"
      onChange={(chosen) => {
        if (chosen === null) return;
        void navigate({ to: ".", search: (before) => ({ ...before, version: Number(chosen) }) });
      }}
    />
  );
}
