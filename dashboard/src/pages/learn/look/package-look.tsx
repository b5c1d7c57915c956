import { SimpleGrid } from "@mantine/core";
import type { ReactNode } from "react";
import type { LessonCandidate } from "../../../api/schema.gen.ts";
import { formatBytes, formatMs, formatNumber, formatShare } from "../../../parts/format.ts";
import { BarFigure } from "../bar-figure.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** The candidates by size, latency and quality, the one that ships marked. */
export function PackageLook({ page: { facts } }: WayProps): ReactNode {
  const { packaged } = facts;
  if (packaged === null) return <NothingHere />;
  const { candidates, shipped } = packaged;
  const rows = (value: (one: LessonCandidate) => number, text: (value: number) => string) =>
    candidates.map((one) => ({
      name: one.kind === shipped ? `✓ ${one.kind}` : one.kind,
      value: value(one),
      text: text(value(one)),
      isMarked: one.kind === shipped,
    }));
  const isRegression = candidates.every(({ accuracy }) => accuracy === null);
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
      <BarFigure
        title="Size"
        summary={`${shipped} ships.`}
        rows={rows(({ bytes }) => bytes, formatBytes)}
        columns={["Candidate", "Size"]}
      />
      <BarFigure
        title="Latency of one row, p50"
        summary="Shorter is faster."
        rows={rows(({ p50Us }) => p50Us / 1_000, formatMs)}
        columns={["Candidate", "Latency"]}
      />
      <BarFigure
        title={isRegression ? "R²" : "Accuracy"}
        summary="A smaller one has to be as good."
        rows={rows(
          ({ accuracy, r2 }) => accuracy ?? r2 ?? 0,
          (value) => (isRegression ? formatNumber(value) : formatShare(value, 2)),
        )}
        columns={["Candidate", isRegression ? "R²" : "Accuracy"]}
      />
    </SimpleGrid>
  );
}
