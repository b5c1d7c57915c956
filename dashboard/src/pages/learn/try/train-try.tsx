import { Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Facts } from "../../../parts/facts.tsx";
import { formatNumber, formatShare } from "../../../parts/format.ts";
import { EpochChart } from "../../training/epoch-chart.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";
import { PlaceSlider } from "./place-slider.tsx";

/** Trains again in slow motion: epoch by epoch, with what each said. */
export function TrainTry({ page: { facts } }: WayProps): ReactNode {
  const [at, setAt] = useState(0);
  const { training } = facts;
  const epoch = training.epochs[at];
  if (epoch === undefined) return <NothingHere />;
  const soFar = { ...training, epochs: training.epochs.slice(0, at + 1), bestEpoch: null };
  return (
    <Stack gap="md">
      <PlaceSlider
        label="Epoch"
        words={
          <>
            Epoch <b>{epoch.epoch}</b> of {training.epochs.length}
            {epoch.epoch === training.bestEpoch ? " – its weights ship" : ""}
          </>
        }
        places={training.epochs.length}
        place={at}
        onMove={setAt}
      />
      <Text fw={600} data-testid="epoch-note">
        {epoch.note}
      </Text>
      <Group align="flex-start" gap="xl">
        <div style={{ flex: "1 1 320px", minWidth: 0 }}>
          <EpochChart kind="loss" training={soFar} others={[]} />
        </div>
        <div style={{ flex: "1 1 240px" }}>
          <Facts
            label="The epoch"
            facts={[
              ["Loss, unseen rows", formatNumber(epoch.validationLoss)],
              ["Loss, learned rows", formatNumber(epoch.trainLoss)],
              ["Accuracy, unseen rows", formatShare(epoch.validationAccuracy)],
              ["Accuracy, learned rows", formatShare(epoch.trainAccuracy)],
              ["Learning rate", formatNumber(epoch.learningRate)],
            ]}
          />
        </div>
      </Group>
    </Stack>
  );
}
