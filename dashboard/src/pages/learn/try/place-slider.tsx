import { Slider, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface PlaceSliderProps {
  readonly label: string;
  /** Where it stands, in words. */
  readonly words: ReactNode;
  readonly places: number;
  readonly place: number;
  readonly onMove: (place: number) => void;
  /** A place that is marked. */
  readonly own?: number;
}

/** Moves through places that are there, one after the other. */
export function PlaceSlider({ label, words, places, place, onMove, own }: PlaceSliderProps): ReactNode {
  return (
    <div>
      <Text size="sm" mb={6} aria-live="polite">
        {words}
      </Text>
      <Slider
        thumbLabel={label}
        min={0}
        max={places - 1}
        value={place}
        onChange={onMove}
        label={null}
        marks={own === undefined ? [] : [{ value: own, label: "own" }]}
        mb={own === undefined ? "xs" : "lg"}
      />
    </div>
  );
}
