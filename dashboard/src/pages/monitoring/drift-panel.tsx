import { Anchor, Grid, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { memo, type ReactNode, useState } from "react";
import type { Drift, SubjectDrift } from "../../api/schema.gen.ts";
import { HistogramPair, sharesOf } from "../../parts/chart/histogram-pair.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatNumber, formatShare, plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { SubjectDetails } from "./subject-details.tsx";

export const driftStates = {
  drift: { word: "drift", mark: "✗", color: "var(--state-bad)" },
  possible: { word: "possible", mark: "?", color: "var(--state-warn)" },
  ok: { word: "as before", mark: "✓", color: "var(--state-good)" },
  notEnoughData: { word: "not enough data", mark: "–", color: "dimmed" },
} as const;

interface DriftPanelProps {
  readonly drift: Drift;
  /** The subject that is looked at. */
  readonly chosen: string | null;
}

/** Every column, feature and prediction: its rows of now beside those that the model was made from. */
export const DriftPanel = memo(function DriftPanel({ drift, chosen }: DriftPanelProps): ReactNode {
  const navigate = useNavigate({ from: "/monitoring" });
  const { subjects, rows, counts, version } = drift;
  const choose = (name: string) =>
    void navigate({ to: ".", search: (before) => ({ ...before, subject: name }), resetScroll: false });
  const subject = subjects.find(({ name }) => name === chosen);
  return (
    <Panel
      title="Drift"
      note={`${plural(rows, "row")} against the baseline of version ${version}: ${counts.drift} drifted, ${counts.possible} may have, ${counts.notEnoughData} without enough data. Outline: baseline; filled: now.`}
    >
      {subjects.length === 0 ? (
        <MessageState title="Nothing to compare">
          The version predicted no row in this span of time, or the monitors have not looked at it yet.
        </MessageState>
      ) : (
        <Grid>
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <FoundSubjects subjects={subjects} chosen={chosen} onChoose={choose} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 5 }}>
            {subject === undefined ? null : <SubjectDetails subject={subject} />}
          </Grid.Col>
        </Grid>
      )}
    </Panel>
  );
});

/** So many are found at a glance. */
const fewSubjects = 15;

function FoundSubjects({ subjects, ...props }: SubjectTableProps): ReactNode {
  const [part, setPart] = useState("");
  if (subjects.length <= fewSubjects) return <SubjectTable subjects={subjects} {...props} />;
  const wanted = part.trim().toLowerCase();
  return (
    <>
      <TextInput
        size="xs"
        mb="xs"
        aria-label="Find a column, feature or prediction"
        placeholder={`Find one of ${subjects.length} by name`}
        value={part}
        onChange={({ currentTarget }) => setPart(currentTarget.value)}
      />
      <SubjectTable
        subjects={subjects.filter(({ name }) => name.toLowerCase().includes(wanted))}
        {...props}
      />
    </>
  );
}

interface SubjectTableProps {
  readonly subjects: readonly SubjectDrift[];
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
}

function SubjectTable({ subjects, chosen, onChoose }: SubjectTableProps): ReactNode {
  return (
    <DataTable
      label="Drift of every subject"
      mostHeight={420}
      rows={subjects}
      rowKey={({ role, name }) => `${role} ${name}`}
      isCurrent={({ name }) => name === chosen}
      columns={[
        {
          header: "Name",
          cell: ({ name, role }) => (
            <>
              <Anchor component="button" type="button" size="sm" onClick={() => onChoose(name)} ta="left">
                {name}
              </Anchor>
              <Faint>{role}</Faint>
            </>
          ),
        },
        { header: "State", cell: ({ state }) => <StateWord state={state} /> },
        { header: "Rows", cell: (subject) => <Histograms subject={subject} /> },
        {
          header: "Distance",
          kind: "number",
          cell: ({ distance, threshold }) => (
            <>
              {formatNumber(distance)}
              <Faint>of {formatNumber(threshold)}</Faint>
            </>
          ),
        },
        {
          header: "Missing",
          kind: "number",
          cell: ({ window }) => formatShare(window.rows === 0 ? null : window.missing / window.rows),
        },
      ]}
    />
  );
}

function StateWord({ state }: Pick<SubjectDrift, "state">): ReactNode {
  const { word, mark, color } = driftStates[state];
  return (
    <Text size="sm" c={color} style={{ whiteSpace: "nowrap" }}>
      {mark} {word}
    </Text>
  );
}

function Histograms({ subject }: { readonly subject: SubjectDrift }): ReactNode {
  const { name, state, sentence, baseline, window } = subject;
  if (window.counts.length === 0) return <Faint>values are not looked at</Faint>;
  return (
    <HistogramPair
      label={sentence === "" ? `${name}: ${driftStates[state].word}` : sentence}
      before={sharesOf(baseline.counts)}
      now={sharesOf(window.counts)}
      width={104}
      height={30}
    />
  );
}
