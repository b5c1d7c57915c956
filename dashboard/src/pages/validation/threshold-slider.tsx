import { Button, Group, Slider, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThresholdRow, ThresholdTable } from "../../api/schema.gen.ts";

interface ThresholdSliderProps {
  readonly table: ThresholdTable;
  readonly row: ThresholdRow;
  /** Of `row` among the table's rows. */
  readonly place: number;
  readonly onMove: (place: number) => void;
}

/** The threshold that is tried, and the ways to another. */
export function ThresholdSlider({ table, row, place, onMove }: ThresholdSliderProps): ReactNode {
  const { rows, chosen, cheapest } = table;
  return (
    <div>
      <Group justify="space-between" mb={6} gap="xs">
        <Text size="sm" aria-live="polite">
          Threshold <b>{row.threshold.toFixed(3)}</b>
          {place === chosen ? " – the model's own" : ""}
          {place === cheapest ? " – the cheapest" : ""}
        </Text>
        <Group gap="xs">
          <Button size="compact-xs" variant="default" onClick={() => onMove(chosen)}>
            The model's own
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => onMove(cheapest)}>
            The cheapest
          </Button>
        </Group>
      </Group>
      <Slider
        thumbLabel="Threshold"
        min={0}
        max={rows.length - 1}
        value={place}
        onChange={onMove}
        label={(at) => (rows[at]?.threshold ?? 0).toFixed(3)}
        marks={[{ value: chosen, label: "own" }]}
        mb="md"
      />
    </div>
  );
}
