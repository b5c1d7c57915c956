import { SimpleGrid } from "@mantine/core";
import type { ReactNode } from "react";
import { EpochChart } from "../../training/epoch-chart.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** Loss and accuracy, epoch by epoch. */
export function TrainLook({ page: { facts } }: WayProps): ReactNode {
  const { training } = facts;
  if (training.epochs.length === 0) return <NothingHere />;
  return (
    <SimpleGrid cols={{ base: 1, md: training.task === "regression" ? 1 : 2 }} spacing="lg">
      <EpochChart kind="loss" training={training} others={[]} />
      {training.task === "regression" ? null : <EpochChart kind="accuracy" training={training} others={[]} />}
    </SimpleGrid>
  );
}
