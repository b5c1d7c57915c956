import { NativeSelect, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { History } from "../../api/schema.gen.ts";

/** Which version, and which of its rows. */
export function MonitoringChoices({ history }: { readonly history: History }): ReactNode {
  const navigate = useNavigate({ from: "/monitoring" });
  const { version, versions, slice, slices } = history;
  const offered = [...new Set([version, ...versions])].sort((one, other) => other - one);
  return (
    <>
      <NativeSelect
        aria-label="Version"
        size="xs"
        w={120}
        data={offered.map((each) => ({ value: String(each), label: `Version ${each}` }))}
        value={String(version)}
        onChange={({ currentTarget }) => {
          const version = Number(currentTarget.value);
          void navigate({ to: ".", search: (before) => ({ ...before, version }) });
        }}
      />
      <Select
        aria-label="Slice"
        size="xs"
        w={190}
        allowDeselect={false}
        searchable
        data={["", ...slices.filter((each) => each !== "")].map((each) => ({
          value: each,
          label: each === "" ? "All rows" : each,
        }))}
        value={slice}
        onChange={(value) =>
          void navigate({
            to: ".",
            search: ({ slice: _, ...before }) => ({ ...before, ...(value ? { slice: value } : {}) }),
          })
        }
      />
    </>
  );
}
