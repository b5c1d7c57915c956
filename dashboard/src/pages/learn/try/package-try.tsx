import { SegmentedControl, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { LessonCandidate } from "../../../api/schema.gen.ts";
import { Facts } from "../../../parts/facts.tsx";
import { formatBytes, formatMs, formatNumber, formatShare } from "../../../parts/format.ts";
import { ScrollBox } from "../../../parts/scroll-box.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** Which would you ship? Each candidate beside the model as it was trained, with what was decided of it. */
export function PackageTry({ page: { facts } }: WayProps): ReactNode {
  const candidates = facts.packaged?.candidates ?? [];
  const [kind, setKind] = useState<string>(candidates[0]?.kind ?? "");
  const chosen = candidates.find((one) => one.kind === kind);
  const [reference] = candidates;
  if (chosen === undefined || reference === undefined) return <NothingHere />;
  const ships = chosen.kind === facts.packaged?.shipped;
  return (
    <Stack gap="md">
      <Text size="sm">Which would you ship?</Text>
      <ScrollBox label="Candidates">
        <SegmentedControl
          aria-label="Candidate"
          value={kind}
          onChange={setKind}
          data={candidates.map((one) => one.kind)}
        />
      </ScrollBox>
      <Text fw={600} c={ships ? "var(--state-good)" : "var(--state-bad)"} role="status" data-testid="verdict">
        {ships ? "✓" : "✗"} {chosen.kind} {ships ? "ships" : "does not ship"}:{" "}
        {chosen.verdict.replace(/^ships: /, "")}.
      </Text>
      <Facts label="The candidate" facts={factsOf(chosen, reference)} />
    </Stack>
  );
}

function factsOf(chosen: LessonCandidate, reference: LessonCandidate): (readonly [string, string])[] {
  const times = (value: number, whole: number) =>
    chosen === reference ? "" : `, ${formatShare(value / whole, 0)} of ${reference.kind}'s`;
  const quality = chosen.accuracy ?? chosen.r2;
  return [
    ["Size", `${formatBytes(chosen.bytes)}${times(chosen.bytes, reference.bytes)}`],
    ["Latency of one row, p50", `${formatMs(chosen.p50Us / 1_000)}${times(chosen.p50Us, reference.p50Us)}`],
    ["Latency of one row, p99", formatMs(chosen.p99Us / 1_000)],
    [
      chosen.accuracy === null ? "R²" : "Accuracy",
      chosen.accuracy === null ? formatNumber(quality) : formatShare(quality, 2),
    ],
    ["Greatest change of an answer", formatNumber(chosen.maxChange)],
  ];
}
