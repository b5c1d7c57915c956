import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { ListedAlert } from "../api/schema.gen.ts";
import { stateWord } from "./alert-words.ts";

/** The state of an alert: its word and mark say it, the colour says it again. */
export function StateBadge({ alert }: { readonly alert: ListedAlert }): ReactNode {
  const { word, mark, color } = stateWord(alert);
  return (
    <Badge variant="light" color={color} miw={96} autoContrast>
      {mark} {word}
    </Badge>
  );
}
