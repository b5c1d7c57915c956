import { Text, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { formatAgo, formatTime, formatUtc } from "./format.ts";

interface TimeTextProps {
  /** Epoch milliseconds. */
  readonly at: number;
  /** How long ago in place of the clock. */
  readonly ago?: boolean;
}

/** A time as the reader's clock has it; UTC on hover and for screen readers. */
export function TimeText({ at, ago = false }: TimeTextProps): ReactNode {
  const utc = formatUtc(at);
  const hint = ago ? `${formatTime(at)} · ${utc}` : utc;
  return (
    <Tooltip label={hint} withinPortal>
      <Text component="time" inherit dateTime={new Date(at).toISOString()} style={{ whiteSpace: "nowrap" }}>
        {ago ? formatAgo(at) : formatTime(at)}
      </Text>
    </Tooltip>
  );
}
