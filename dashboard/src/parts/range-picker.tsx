import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { formatTime } from "./format.ts";
import { type Last, lastLabel, lasts, useRange, useSetRange } from "./time-range.ts";

/** Chooses the page's span of time. */
export function RangePicker(): ReactNode {
  const range = useRange();
  const setRange = useSetRange();
  const stands =
    range.last === null
      ? [{ value: "stands", label: `${formatTime(range.from)} – ${formatTime(range.to)}` }]
      : [];
  return (
    <Select
      aria-label="Span of time"
      size="xs"
      w={range.last === null ? 230 : 150}
      allowDeselect={false}
      data={[...stands, ...lasts.map((last) => ({ value: last as string, label: lastLabel(last) }))]}
      value={range.last ?? "stands"}
      onChange={(value) => {
        const last = lasts.find((known: Last) => known === value);
        if (last !== undefined) setRange({ last });
      }}
    />
  );
}
