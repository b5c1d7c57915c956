import { Anchor, Grid, ScrollArea, Table, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Drift, SubjectDrift } from "../../api/schema.gen.ts";
import { HistogramPair, sharesOf } from "../../parts/chart/histogram-pair.tsx";
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
export function DriftPanel({ drift, chosen }: DriftPanelProps): ReactNode {
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
            <SubjectTable subjects={subjects} chosen={chosen} onChoose={choose} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 5 }}>
            {subject === undefined ? null : <SubjectDetails subject={subject} />}
          </Grid.Col>
        </Grid>
      )}
    </Panel>
  );
}

interface SubjectTableProps {
  readonly subjects: readonly SubjectDrift[];
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
}

function SubjectTable({ subjects, chosen, onChoose }: SubjectTableProps): ReactNode {
  return (
    <ScrollArea.Autosize
      mah={420}
      type="auto"
      offsetScrollbars="y"
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Drift of every subject" }}
    >
      <Table fz="sm" verticalSpacing={6} horizontalSpacing="xs" stickyHeader highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Rows</Table.Th>
            <Table.Th ta="right">Distance</Table.Th>
            <Table.Th ta="right">Missing</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {subjects.map((each) => (
            <SubjectRow
              key={`${each.role} ${each.name}`}
              subject={each}
              onChoose={() => onChoose(each.name)}
              isChosen={each.name === chosen}
            />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

interface SubjectRowProps {
  readonly subject: SubjectDrift;
  readonly onChoose: () => void;
  readonly isChosen: boolean;
}

function SubjectRow({ subject, onChoose, isChosen }: SubjectRowProps): ReactNode {
  const { name, role, state, distance, threshold, baseline, window } = subject;
  const { word, mark, color } = driftStates[state];
  return (
    <Table.Tr {...(isChosen ? { "aria-current": true } : {})}>
      <Table.Td>
        <Anchor component="button" type="button" size="sm" onClick={onChoose} ta="left">
          {name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {role}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c={color} style={{ whiteSpace: "nowrap" }}>
          {mark} {word}
        </Text>
      </Table.Td>
      <Table.Td>
        {window.counts.length === 0 ? (
          <Text size="xs" c="dimmed">
            values are not looked at
          </Text>
        ) : (
          <HistogramPair
            label={subject.sentence === "" ? `${name}: ${word}` : subject.sentence}
            before={sharesOf(baseline.counts)}
            now={sharesOf(window.counts)}
            width={104}
            height={30}
          />
        )}
      </Table.Td>
      <Table.Td ta="right">
        {formatNumber(distance)}
        <Text size="xs" c="dimmed">
          of {formatNumber(threshold)}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{formatShare(window.rows === 0 ? null : window.missing / window.rows)}</Table.Td>
    </Table.Tr>
  );
}
