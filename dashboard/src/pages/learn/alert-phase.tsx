import type { ReactNode } from "react";
import type { ToldAlert } from "../../api/schema.gen.ts";

interface PhaseMarkProps {
  readonly y: number;
  readonly phase: ToldAlert["phases"][number];
  readonly isNoData: boolean;
}

const phases: Readonly<Record<PhaseMarkProps["phase"], { readonly mark: string; readonly color: string }>> = {
  ok: { mark: "✓", color: "teal" },
  pending: { mark: "…", color: "yellow" },
  firing: { mark: "!", color: "red" },
  acknowledged: { mark: "•", color: "blue" },
  resolved: { mark: "✓", color: "teal" },
};

/** What an alert is after a happening: its word and mark say it, the colour says it again. */
export function PhaseMark({ y, phase, isNoData }: PhaseMarkProps): ReactNode {
  const { mark, color } = phases[phase];
  return (
    <>
      <rect
        x="-52"
        y={y}
        width="104"
        height="24"
        rx="5"
        fill={`var(--mantine-color-${color}-filled)`}
        opacity="0.18"
      />
      <text y={y + 16} textAnchor="middle" fontSize="11" fontWeight="600" fill="var(--mantine-color-text)">
        {mark} {phase}
      </text>
      {isNoData ? (
        <text y={y + 38} textAnchor="middle" fontSize="10" fill="var(--mantine-color-dimmed)">
          no data
        </text>
      ) : null}
    </>
  );
}
