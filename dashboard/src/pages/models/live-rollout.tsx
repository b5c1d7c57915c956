import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { LiveRollout as Live, RolloutCheck } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatCount, formatMs, formatNumber, formatShare, plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { RolloutSteps } from "./rollout-steps.tsx";

const verdicts = {
  pass: { mark: "✓", word: "passes", color: "var(--state-good)" },
  breach: { mark: "✗", word: "is breached", color: "var(--state-bad)" },
  unknown: { mark: "…", word: "not known yet", color: "dimmed" },
} as const;

type Format = (value: number) => string;
const share: Format = (value) => formatShare(value);

/** How the figures of a gate are read. */
const formats: Readonly<Record<RolloutCheck["gate"], Format>> = {
  ready: formatCount,
  rows: formatCount,
  errors: (value) => formatShare(value, 2),
  latency: formatMs,
  agreement: share,
  scores: formatNumber,
  quality: formatNumber,
  estimate: share,
};

/** The challenger that is on its way, beside the champion: every gate with what was measured of both, as it is now. */
export function LiveRollout(): ReactNode {
  const query = useAsk("GET /api/rollout", {}, { everyMs: 5_000 });
  return (
    <QueryView query={query}>
      {({ rollout }) => (rollout === null ? null : <LivePanel live={rollout} />)}
    </QueryView>
  );
}

function LivePanel({ live }: { readonly live: Live }): ReactNode {
  const { rollout, decision, servers } = live;
  const { version, champion, mode, startedAt, by } = rollout;
  const ready = servers.filter(({ state }) => state === "ready").length;
  return (
    <Panel
      title={`Version ${version} beside version ${champion}`}
      note={
        <>
          {mode === "shadow"
            ? "In shadow: nobody sees its answers."
            : `As a canary, seen by ${formatShare(rollout.share, 0)} of the entities.`}{" "}
          Ready in {plural(ready, "process", "processes")} · begun <TimeText at={startedAt} ago /> by {by}
        </>
      }
    >
      <Text size="sm" mb="sm" data-testid="rollout-decision">
        {decision.reason}
      </Text>
      <RolloutSteps rollout={rollout} />
      <Text size="xs" c="dimmed" mt={6} mb={decision.checks.length === 0 ? 0 : "sm"}>
        It goes on by itself where every gate passes, and is taken back where one is breached.
      </Text>
      {decision.checks.length === 0 ? null : <Gates live={live} />}
    </Panel>
  );
}

/** Every gate with what was measured of both versions. */
function Gates({ live: { rollout, decision } }: { readonly live: Live }): ReactNode {
  const { version, champion } = rollout;
  return (
    <DataTable
      label="Gates of the rollout"
      leastWidth={640}
      rows={decision.checks}
      rowKey={({ gate }) => gate}
      columns={[
        {
          header: "Gate",
          cell: ({ gate, sentence }) => (
            <>
              {gate}
              <Faint>{sentence}</Faint>
            </>
          ),
        },
        { header: "Now", cell: ({ verdict }) => <Verdict verdict={verdict} /> },
        {
          header: `Version ${version}`,
          kind: "number",
          cell: ({ challenger, gate }) => told(challenger, gate),
        },
        { header: `Version ${champion}`, kind: "number", cell: ({ champion: of, gate }) => told(of, gate) },
        {
          header: "On",
          note: "answers or labels",
          kind: "number",
          cell: ({ count }) => formatCount(count),
        },
      ]}
    />
  );
}

function Verdict({ verdict }: Pick<RolloutCheck, "verdict">): ReactNode {
  const { mark, word, color } = verdicts[verdict];
  return (
    <Text size="sm" c={color}>
      {`${mark}\u00a0${word}`}
    </Text>
  );
}

/** A figure with its interval; a dash where none was measured. */
function told(figure: RolloutCheck["challenger"], gate: RolloutCheck["gate"]): ReactNode {
  if (figure === null) return "–";
  const { value, low, high } = figure;
  const format = formats[gate];
  return (
    <>
      {format(value)}
      {low === null || high === null ? null : (
        <Faint>
          {format(low)} – {format(high)}
        </Faint>
      )}
    </>
  );
}
