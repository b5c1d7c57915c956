import type { ReactNode } from "react";
import type { Trace } from "../../api/schema.gen.ts";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { valueText } from "./value-text.ts";

/** The event as it was sent, parsed and cleaned. */
export function RawTable({ raw }: Pick<Trace, "raw">): ReactNode {
  return (
    <Panel title="The event">
      <Facts
        label="The event"
        facts={raw.map(({ name, value, pii }) => [pii ? `${name} (personal)` : name, valueText(value)])}
      />
    </Panel>
  );
}
