import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import classes from "./learn.module.css";

export interface FlowBox {
  readonly title: string;
  readonly text: ReactNode;
  /** Said by a mark too. */
  readonly state?: "good" | "bad";
}

/** What follows what, from left to right. */
export function FlowBoxes({
  label,
  boxes,
}: {
  readonly label: string;
  readonly boxes: readonly FlowBox[];
}): ReactNode {
  return (
    <ScrollBox label={label}>
      <div className={classes.flow} style={{ padding: 2 }}>
        {boxes.map(({ title, text, state }) => (
          <div key={title} className={classes.box} data-state={state}>
            <Text size="sm" fw={600}>
              {state === undefined ? "" : state === "good" ? "✓ " : "✗ "}
              {title}
            </Text>
            <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
              {text}
            </Text>
          </div>
        ))}
      </div>
    </ScrollBox>
  );
}
