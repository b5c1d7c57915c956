import { MultiSelect } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAsk } from "../../api/use-ask.ts";
import { runLabel } from "../../parts/run/run-picker.tsx";

const mostBeside = 4;

/** Chooses runs that are drawn beside the one of the page. */
export function BesidePicker({ run }: { readonly run: string }): ReactNode {
  const navigate = useNavigate({ from: "/training" });
  const { beside = "" } = useSearch({ from: "/training" });
  const { data } = useAsk("GET /api/runs", { query: { limit: 100 } });
  const others = (data?.runs ?? []).filter(
    ({ id, status }) => id !== run && (status === "passed" || status === "failed"),
  );
  if (others.length === 0) return null;
  return (
    <MultiSelect
      aria-label="Runs to draw beside it"
      placeholder="Compare with…"
      size="xs"
      w={{ base: 160, sm: 280 }}
      maxValues={mostBeside}
      clearable
      data={others.map((one) => ({ value: one.id, label: runLabel(one) }))}
      value={beside.split(",").filter((id) => others.some((one) => one.id === id))}
      onChange={(ids) =>
        void navigate({
          to: ".",
          search: ({ beside: _, ...before }) =>
            ids.length === 0 ? before : { ...before, beside: ids.join(",") },
          resetScroll: false,
        })
      }
    />
  );
}
