import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { JudgedGate } from "../../api/schema.gen.ts";
import { formatFigure } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";

/** What the model had to reach, and whether it did. */
export function GateList({ gates }: { readonly gates: readonly JudgedGate[] }): ReactNode {
  return (
    <Panel title="Gates" note="What a model must reach before it is packaged.">
      {gates.length === 0 ? (
        <Text size="sm" c="dimmed">
          The config declares no gate: every model passes.
        </Text>
      ) : (
        <Stack gap="xs">
          {gates.map((gate) => (
            <Gate key={`${gate.metric} ${gate.direction} ${gate.champion ?? ""}`} gate={gate} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function Gate({ gate }: { readonly gate: JudgedGate }): ReactNode {
  const { title, unit, direction, bound, value, passed, explanation, champion, theirs } = gate;
  const wanted = `${direction === "atLeast" ? "at least" : "at most"} ${formatFigure(bound, unit)}`;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="baseline">
        <Text size="sm">
          <Text span inherit fw={700} c={passed ? "var(--state-good)" : "var(--state-bad)"} aria-hidden>
            {passed ? "✓ " : "✗ "}
          </Text>
          {champion === undefined ? title : `${title}: not worse than champion version ${champion}`}{" "}
          <Text span inherit c="dimmed">
            {passed ? "passed" : "failed"}
          </Text>
        </Text>
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          <b>{formatFigure(value, unit)}</b>{" "}
          <Text span inherit c="dimmed">
            {wanted}
          </Text>
        </Text>
      </Group>
      {theirs === null ? null : (
        <Text size="xs" c="dimmed" ta="right">
          Champion{theirs.when === "packaged" ? ", when it was packaged" : ""}:{" "}
          <Text span inherit c={theirs.passed ? "var(--state-good)" : "var(--state-bad)"}>
            {theirs.passed ? "✓ would pass" : "✗ would fail"}
          </Text>{" "}
          {formatFigure(theirs.value, unit)}
        </Text>
      )}
      {explanation === "" ? null : (
        <Text size="xs" c="dimmed">
          {explanation}
        </Text>
      )}
    </div>
  );
}
