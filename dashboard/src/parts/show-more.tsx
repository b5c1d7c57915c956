import { Button, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { formatCount } from "./format.ts";

export interface FirstOf<T> {
  readonly shown: readonly T[];
  /** Asks for more of them; null where all are shown. */
  readonly more: ReactNode;
}

const step = 30;

/** The first of many rows, and more of them on request: a table of hundreds takes longer to draw than anybody waits. */
export function useFirstOf<T>(all: readonly T[]): FirstOf<T> {
  const [count, setCount] = useState(step);
  const shown = all.slice(0, count);
  const more =
    shown.length === all.length ? null : (
      <Group justify="center" mt="xs">
        <Button size="xs" variant="default" onClick={() => setCount(count + step)}>
          Show more ({formatCount(shown.length)} of {formatCount(all.length)})
        </Button>
      </Group>
    );
  return { shown, more };
}
