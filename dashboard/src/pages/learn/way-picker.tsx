import { SegmentedControl } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { showInBox } from "../../parts/show-in-box.ts";
import { type Way, ways } from "./learn-search.ts";

interface WayPickerProps {
  readonly way: Way;
  readonly onChange: (way: Way) => void;
}

/** The ways to take a stop in; on a narrow screen the chosen one is scrolled to. */
export function WayPicker({ way, onChange }: WayPickerProps): ReactNode {
  const control = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = control.current?.querySelector<HTMLElement>(`input[value="${way}"] + label`);
    if (chosen !== null && chosen !== undefined) showInBox(chosen);
  }, [way]);
  return (
    <ScrollBox label="Ways to take it in">
      <SegmentedControl
        ref={control}
        size="sm"
        mb="md"
        miw={560}
        aria-label="How to take it in"
        value={way}
        onChange={(chosen) => onChange(chosen as Way)}
        data={Object.entries(ways).map(([value, label]) => ({ value, label }))}
      />
    </ScrollBox>
  );
}
